/**
 * What somebody wants a visitor to hear of.
 * @message message over outbox `notification`
 * @lost Never: it is committed with what it tells of.
 * @twice The same dedupeKey is the same message.
 */
export interface Message {
  visitorId: string;
  /** What happened, such as `waiting-room.admitted` or `order.confirmed`. */
  type: string;
  /** What the type says it holds; it reaches the visitor as it is. */
  data: Record<string, unknown>;
  /** The same key for the same visitor is the same message: it is kept once, whoever appends it again. */
  dedupeKey: string;
  /** Milliseconds since 1970: after this it is not told any more. Null for a message that does not expire. */
  expiresAt: number | null;
}

/** A message in the outbox, as its visitor hears it. */
export interface Notification {
  /** UUIDv7. The same however often it is told: who hears it twice knows by this. */
  notificationId: string;
  type: string;
  visitorId: string;
  /** 1, 2, 3 … for each visitor, in the order in which they were committed: a cursor that misses nothing. */
  seq: number;
  data: Record<string, unknown>;
  /** ISO-8601, UTC. */
  createdAt: string;
  expiresAt: string | null;
}

/** Whether it is not to be told any more. */
export const hasExpired = ({ expiresAt }: Pick<Notification, 'expiresAt'>, now: number) =>
  expiresAt !== null && Date.parse(expiresAt) <= now;

/**
 * What became of a notification on one channel:
 *
 *   PENDING    nobody has been told, or nobody has answered yet
 *   SENT       written to a connection; whether it arrived, the app's next request tells
 *   DELIVERED  the app has said that it has it
 *   DEAD       given up; may be replayed by hand
 *   EXPIRED    it expired before the app had it
 */
export type DeliveryState = 'PENDING' | 'SENT' | 'DELIVERED' | 'DEAD' | 'EXPIRED';

export interface Attempt {
  notificationId: string;
  /** What the notification is from now on; PENDING when the attempt failed and another will follow. */
  state: Exclude<DeliveryState, 'EXPIRED'>;
  /** For a person: `answered 500`, `no answer in 5000 ms`. Holds no secret. */
  detail: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** What became of a notification, for GET /api/visitors/{visitorId}/deliveries. */
export interface Delivery extends Pick<Notification, 'notificationId' | 'type' | 'seq' | 'expiresAt'> {
  dedupeKey: string;
  state: DeliveryState;
  attempts: { at: string; detail: string }[];
}
