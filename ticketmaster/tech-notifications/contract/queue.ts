import type { Notification } from './notification.ts';

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
  /** What each of them is told beside the event. */
  dataFor(visitorId: string): Promise<Record<string, unknown>>;
}

/**
 * @message waiting-room.admitted over outbox `notification`, as a message of this type
 * @word waiting-room.admitted
 * @field eventId to which event
 * @field admissionToken in the lessons of notifications: what proves it to the box office
 * @says A visitor may buy now.
 * @twice One for each admission.
 */
export const ADMITTED = 'waiting-room.admitted';

/**
 * A line to play with, on top of an outbox: somebody joins, somebody lets them in, and whoever is let in is told. Of the keys it holds
 * only hashes.
 */
export interface Queue {
  /** The first to join as a visitor says what that visitor's key is; 'WRONG_KEY' for any other from then on. */
  join(eventId: string, visitorId: string, key: string): Promise<Place | 'WRONG_KEY'>;
  /** Whether this is the visitor's key; false also for a visitor who never joined. */
  isKeyOf(visitorId: string, key: string): Promise<boolean>;
  /** Lets the next ones in, and appends what they are told, in one transaction. 'KEY_REUSED' for a key that came with another event or count. */
  admit(admit: Admit): Promise<{ admitted: Notification[]; again: boolean } | 'KEY_REUSED'>;
}
