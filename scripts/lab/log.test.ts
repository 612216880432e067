import { expect, it } from 'vitest';
import { openLog } from './log.ts';

it('gives what came since, and nothing twice', () => {
  const log = openLog();
  log.add('one\n');
  const first = log.since(0);
  expect(first).toEqual({ from: 0, next: 4, text: 'one\n' });
  expect(log.since(first.next).text).toBe('');
  log.add('two\n');
  expect(log.since(first.next)).toEqual({ from: 4, next: 8, text: 'two\n' });
});

it('keeps the end only, and says where that begins', () => {
  const log = openLog(5);
  log.add('12345678');
  log.add('9');
  expect(log.since(0)).toEqual({ from: 4, next: 9, text: '56789' });
  expect(log.since(1_000)).toEqual({ from: 9, next: 9, text: '' });
});

it('knows the address of the line READY, also when it came in pieces and is gone', () => {
  const log = openLog(8);
  log.add('NOT READY http://a\n');
  expect(log.ready()).toBe(undefined);
  const whole = openLog(40);
  whole.add('READY http://127.0.0.1:3');
  whole.add('101\n');
  whole.add('x'.repeat(50));
  expect(whole.ready()).toBe('http://127.0.0.1:3101');
});
