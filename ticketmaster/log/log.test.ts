import { expect, it } from 'vitest';
import { jsonLog, type Level } from './log.ts';

function logged(level: string): string[] {
  const lines: string[] = [];
  const log = jsonLog(level, 'web', line => lines.push(line));
  for (const one of ['error', 'warn', 'info'] as const) log(one, `some ${one}`, { orderId: 'o\n1', none: null });
  expect(['error', 'warn', 'info'].filter(one => log.writes(one as Level))).toHaveLength(lines.length);
  return lines;
}

it('writes a JSON object on a line of its own, without what is not known', () => {
  const [line] = logged('error');
  expect(line).toMatch(/^[^\n]*\n$/);
  expect(JSON.parse(line!)).toEqual({
    ...{ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), level: 'error', what: 'some error', orderId: 'o\n1' },
    process: `web ${process.pid}`,
  });
});

it('writes up to its level, and refuses one that there is not', () => {
  expect(['off', 'error', 'warn', 'info'].map(level => logged(level).length)).toEqual([0, 1, 2, 3]);
  expect(() => jsonLog('loud', 'web')).toThrow("LOG must be off, error, warn, info, got 'loud'");
});
