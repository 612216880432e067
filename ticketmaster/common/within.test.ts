import { afterEach, expect, it, vi } from 'vitest';
import { within } from './within.ts';

vi.useFakeTimers();
afterEach(() => expect(vi.getTimerCount()).toBe(0));

it('answers what the work answers, also when that is an error', async () => {
  expect(await within(1_000, Promise.resolve('done'))).toBe('done');
  await expect(within(1_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

it('rejects when the time is over, and says who did not answer', async () => {
  const late = expect(within(1_000, new Promise(() => {}), 'the archive does not answer')).rejects.toThrow(
    'the archive does not answer within 1000 ms',
  );
  await vi.advanceTimersByTimeAsync(1_000);
  await late;
});
