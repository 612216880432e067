/** What a visitor wanted of one call. `last`: where one stands after all is over. */
export type What =
  | 'session'
  | 'event'
  | 'join'
  | 'poll'
  | 'leave'
  | 'done'
  | 'seats'
  | 'hold'
  | 'confirm'
  | 'order'
  | 'cancel'
  | 'last';

/** What the answers to different calls may hold; only what was really told is there. */
export interface Told {
  type?: string;
  state?: string;
  slow?: true;
  reason?: string;
  admissionToken?: string;
  expiresAt?: string;
  pollAfterSeconds?: number;
  etaSeconds?: number | null;
  joinedAt?: string;
  orderId?: string;
  status?: string;
  seatIds?: string[];
  reservedUntil?: string;
  capturedCents?: number;
  tickets?: { ticketId: string; seatId: string; status: string }[];
}

/** One call, as who sent it saw it. Times are ms since 1970 by the crowd's clock. */
export interface Call {
  userId: string;
  what: What;
  at: number;
  /** When the answer was there, or when it was given up. */
  until: number;
  /** 0: no whole answer came, so that it may have been done or not. */
  status: number;
  told: Told;
  /** Of the Idempotency-Key. */
  key?: string;
  /** The order that it was about. */
  orderId?: string;
  /** Seats that a hold named; none where it asked for the best. */
  seatIds?: string[];
  /** By an admission, or about an order, of somebody else. */
  stolen?: true;
}

export type Kind = 'human' | 'refresher' | 'farm' | 'holder' | 'thief';

/** One session. A farm has twenty. */
export interface Person {
  userId: string;
  kind: Kind;
  /** How it ended for them. */
  outcome: string;
}

export const holdIt = (call: Call) => call.what === 'hold';
export const isGood = ({ status }: Call) => status >= 200 && status < 300;
