/** "You're in": one admission, told to one visitor. */
export interface Notification {
  /** UUIDv7. The same however often it is told: who hears it twice knows by this. */
  notificationId: string;
  type: 'waiting-room.admitted';
  visitorId: string;
  eventId: string;
  /** 1, 2, 3 … for each visitor, in the order in which they were committed: a cursor that misses nothing. */
  seq: number;
  /** Opaque; whoever guards the seats looks it up. */
  admissionToken: string;
  /** ISO-8601, UTC. */
  admittedAt: string;
  /** ISO-8601, UTC. After this it is not told any more. */
  expiresAt: string;
}

/**
 *   PENDING    nobody has been told, or nobody has answered yet
 *   SENT       written to a connection; whether it arrived, the app's next request tells
 *   DELIVERED  the app has said that it has it
 *   DEAD       given up; may be replayed by hand
 *   EXPIRED    the admission ended before the app had it
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
export interface Delivery extends Pick<Notification, 'notificationId' | 'type' | 'eventId' | 'seq' | 'expiresAt'> {
  state: DeliveryState;
  attempts: { at: string; detail: string }[];
}
