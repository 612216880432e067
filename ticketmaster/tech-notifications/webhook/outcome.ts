import type { Answer } from './post.ts';

export interface RetryPolicy {
  /** The longest pause before the second attempt, in ms; it doubles with each one. */
  baseMs: number;
  /** No pause of ours is longer … */
  capMs: number;
  /** … and none that a receiver asks for longer than this. */
  askedCapMs: number;
  /** After so many the notification is DEAD. */
  maxAttempts: number;
}

/** What follows from an answer. */
export type Outcome =
  | { state: 'DELIVERED' | 'DEAD'; detail: string; gone: boolean }
  | { state: 'PENDING'; detail: string; dueAt: number };

/** `attempts`: with this one. `random`: 0 to 1. */
export function outcomeOf(
  answer: Answer,
  { attempts, expiresAt, now }: { attempts: number; expiresAt: number; now: number },
  { baseMs, capMs, askedCapMs, maxAttempts }: RetryPolicy,
  random = Math.random(),
): Outcome {
  const detail = inWords(answer);
  if (isSuccess(answer)) return { state: 'DELIVERED', detail, gone: false };
  if (answer.kind === 'answered' && answer.status === 410) return { state: 'DEAD', detail, gone: true };
  if (answer.kind === 'cut off') return { state: 'PENDING', detail, dueAt: now }; // not the receiver's fault
  if (attempts >= maxAttempts) return { state: 'DEAD', detail: `${detail}; it was the last attempt`, gone: false };
  const backoff = random * Math.min(capMs, baseMs * 2 ** (attempts - 1)); // full jitter, so that many do not come back as one
  const wait = Math.min(askedFor(answer, now), askedCapMs) + backoff;
  return { state: 'PENDING', detail, dueAt: Math.min(now + wait, expiresAt) }; // then it is the turn of the next one
}

export const isSuccess = (answer: Answer) => answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;

export function inWords(answer: Answer): string {
  if (answer.kind !== 'answered') return answer.why;
  const redirected = answer.status >= 300 && answer.status < 400;
  return `answered ${answer.status}${redirected ? ', and redirects are not followed' : ''}`;
}

/** Retry-After, in ms: seconds or a date (RFC 9110, 10.2.3), of those who are only busy. */
function askedFor(answer: Answer, now: number): number {
  if (answer.kind !== 'answered' || ![429, 502, 503, 504].includes(answer.status) || !answer.retryAfter) return 0;
  if (/^\d+$/.test(answer.retryAfter)) return Number(answer.retryAfter) * 1_000;
  return Math.max(0, Date.parse(answer.retryAfter) - now) || 0;
}
