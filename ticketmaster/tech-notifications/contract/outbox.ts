import type { Attempt, Delivery, Notification } from './notification.ts';

export interface Place {
  /** 1 for the first who joined; the same again for who joins again. */
  place: number;
  /** How many are to be let in before; 0 for one who is next or is in. */
  ahead: number;
  state: 'WAITING' | 'ADMITTED';
}

/** What is asked of one call to let visitors in. */
export interface Admit {
  eventId: string;
  /** At most so many; fewer when fewer wait. */
  count: number;
  /** The call's Idempotency-Key: the same again lets nobody else in. */
  key: string;
  /** Milliseconds since 1970. */
  now: number;
  expiresAt: number;
}

/**
 * Who waits, who was let in, and what must be told: in one database, so that an admission and its notification are one transaction.
 * Of the keys it holds only hashes.
 */
export interface Outbox {
  /** The first to join as a visitor says what that visitor's key is; 'WRONG_KEY' for any other from then on. */
  join(eventId: string, visitorId: string, key: string): Promise<Place | 'WRONG_KEY'>;
  /** Whether this is the visitor's key; false also for a visitor who never joined. */
  isKeyOf(visitorId: string, key: string): Promise<boolean>;
  /** Lets the next ones in. 'KEY_REUSED' for an Idempotency-Key that came with another event or count. */
  admit(admit: Admit): Promise<{ admitted: Notification[]; again: boolean } | 'KEY_REUSED'>;
  /** What a visitor is to hear after `seq`, oldest first: all but what has expired by `now`. */
  after(visitorId: string, seq: number, now: number, limit: number): Promise<Notification[]>;
  /** Writes down what came of telling. What was DELIVERED stays so. */
  note(attempts: readonly Attempt[]): Promise<void>;
  /** The newest `limit`, oldest of them first. */
  deliveries(visitorId: string, now: number, limit: number): Promise<Delivery[]>;
}
