import type { Seen } from './inbox.ts';

/** The pace of those who poll, in milliseconds. */
const soonest = 1_000;
const latest = 20_000;
const perVisitorAhead = 10; // as if 100 were let in a second, so that nobody is reached before having asked some times

/**
 * When to ask again: soon for one who is next or has just been told something, seldom for one with thousands ahead or who waits for
 * nothing. The jitter is the client's.
 */
export function pollAfterMs({ notifications, ahead }: Pick<Seen, 'notifications' | 'ahead'>): number {
  if (notifications.length > 0) return soonest;
  if (ahead === null) return latest;
  return Math.min(latest, soonest + perVisitorAhead * ahead);
}
