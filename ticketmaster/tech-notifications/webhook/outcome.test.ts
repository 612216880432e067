import { describe, expect, it } from 'vitest';
import { outcomeOf, type RetryPolicy } from './outcome.ts';
import type { Answer } from './post.ts';

const now = Date.UTC(2027, 4, 1, 20);
const policy: RetryPolicy = { baseMs: 1_000, capMs: 30_000, askedCapMs: 60_000, maxAttempts: 8 };
const answered = (status: number, retryAfter?: string): Answer => ({ kind: 'answered', status, retryAfter, body: '' });
const after = (answer: Answer, { attempts = 1, secondsLeft = 600, random = 1 } = {}) => {
  const outcome = outcomeOf(answer, { attempts, expiresAt: now + secondsLeft * 1_000, now }, policy, random);
  return { ...outcome, waits: outcome.state === 'PENDING' ? outcome.dueAt - now : undefined };
};

describe('what follows from an answer', () => {
  it.each([200, 202, 204, 299])('%i: it is delivered', status => {
    expect(after(answered(status))).toMatchObject({ state: 'DELIVERED', detail: `answered ${status}` });
  });

  it.each([301, 302, 304, 307, 400, 401, 404, 408, 500, 501])('%i: it is tried again', status => {
    expect(after(answered(status))).toMatchObject({ state: 'PENDING', waits: 1_000 });
  });

  it('410: it is given up, and what waits with it', () => {
    expect(after(answered(410))).toMatchObject({ state: 'DEAD', gone: true });
  });

  it('each pause may be twice as long as the one before, up to a bound, and is shortened by chance', () => {
    const waits = (random: number) =>
      [1, 2, 3, 4, 5, 6, 7].map(attempts => after(answered(500), { attempts, random }).waits);
    expect(waits(1)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(waits(0.5)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(waits(0)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('the last attempt: it is DEAD', () => {
    expect(after(answered(500), { attempts: 8 })).toEqual({
      ...{ state: 'DEAD', detail: 'answered 500; it was the last attempt', gone: false, waits: undefined },
    });
  });

  it('no pause is longer than the admission', () => {
    expect(after(answered(500), { attempts: 6, secondsLeft: 10 })).toMatchObject({ waits: 10_000 });
  });

  it('what we cut off ourselves is nobody’s failure', () => {
    expect(after({ kind: 'cut off', why: 'cut off' }, { attempts: 8 })).toMatchObject({ state: 'PENDING', waits: 0 });
  });

  it.each<[number, string, number]>([
    [503, '20', 20_000],
    [429, '20', 20_000],
    [502, '20', 20_000],
    [504, '20', 20_000],
    [503, new Date(now + 20_000).toUTCString(), 20_000],
    [503, new Date(now - 20_000).toUTCString(), 0],
    [503, '86400', 60_000],
    [503, 'soon', 0],
    [503, '-1', 0],
    [503, '9'.repeat(400), 60_000],
    [500, '20', 0], // only those who are busy are asked
  ])('%i with Retry-After %.40s: it waits that long and a little more', (status, retryAfter, waits) => {
    expect(after(answered(status, retryAfter), { random: 0 })).toMatchObject({ waits });
    expect(after(answered(status, retryAfter), { random: 1 })).toMatchObject({ waits: waits + 1_000 });
  });
});
