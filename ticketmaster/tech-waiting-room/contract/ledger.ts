import type { Place } from './line.ts';

/** What the operator may set about a room. */
export interface Settings {
  /** Never more visitors inside than this. */
  capacity: number;
  /** Never more visitors let in within any one second than this. */
  admitPerSecond: number;
  /** How long an admission lasts. */
  admissionSeconds: number;
  /** Who gives no sign of life for so long loses their place, or the admission they never picked up. */
  noShowSeconds: number;
  /** While false nobody is let in; everybody keeps their place. */
  open: boolean;
  /** While true nobody new gets a place; who has one keeps it, and is let in. False unless it is set. */
  draining?: boolean;
}

/** How a visitor stands. Times are milliseconds since 1970 by the ledger's clock. */
export type Visitor = { visitorId: string; number: number; joinedAt: number; noShowSeconds: number } & (
  | { state: 'JOINING' } // has a number; that the place is in the line is not certain yet
  | { state: 'WAITING'; position: number; etaSeconds: number | null; slow?: true } // slow: behind all others, see ledger/slow-lane.ts
  | { state: 'ADMITTED'; admission: number; admittedAt: number; expiresAt: number; slow?: true } // slow: was set aside before
  | { state: 'EXPIRED'; reason: 'NO_SHOW' | 'TIMED_OUT' | 'FINISHED' | 'LEFT' }
);

/** Why a join gives no place: too many wait, nobody new may come, the visitor has joined with another key, there is no room. */
export type JoinRefusal = 'FULL' | 'DRAINING' | 'TAKEN' | 'NO_ROOM';

/** What became of a place that a gate was handed: GONE is a visitor who left, is inside already, or came back with another number. */
export type Verdict = 'ADMITTED' | 'GONE' | 'FULL';

export interface Batch {
  /** One for each place, in their order. After the first FULL all are FULL. */
  verdicts: Verdict[];
  /** How many more this gate may take from the line now. They are kept for it until its next batch, a second at most. */
  slots: number;
  /** For how long nothing came from the line although there was room and somebody waited. */
  stalledMs: number;
  /** Whether anybody waits or has yet to pick up an admission. While nobody does, a gate need not look again before it is woken. */
  busy: boolean;
}

/** Somebody was let in. */
export interface Admitted {
  /** The same however often it is told. */
  id: string;
  eventId: string;
  visitorId: string;
  number: number;
  /** The how-manieth admission of the event it is. */
  admission: number;
  admittedAt: number;
  expiresAt: number;
}

export interface Figures extends Required<Settings> {
  waiting: number;
  admitted: number;
  joinedTotal: number;
  admittedTotal: number;
  /** How many each gate that ever let anybody in has let in, most first. */
  admittedByGate: number[];
  noShows: number;
  expired: number;
  /** The waits of the last 1,000 who were let in, in ms. */
  waits: number[];
  /** How much later than first told they were let in, in ms; negative: earlier. Of the last 1,000 who had been told a time. */
  etaErrors: number[];
}

/**
 * The numbers, places and admissions of one room, shared by all its gates. No broker tells a visitor's position, so every line
 * needs one beside it. Each verb is one atomic step.
 */
export interface Ledger {
  /** Sets what is not set yet. */
  open(defaults: Settings): Promise<void>;
  /** Whether there is a room: whether open() or configure() was called for it within its life. */
  exists(): Promise<boolean>;
  /**
   * Gives a number to who has none, and answers how they stand. Also a sign of life. The same key again: the same place, even if that
   * visit is over; without a key: a new place then.
   */
  join(visitorId: string, key?: string): Promise<Visitor | JoinRefusal>;
  /** The place of that number is in the line: JOINING becomes WAITING. */
  enqueued(visitorId: string, number: number): Promise<Visitor | undefined>;
  /** How a visitor stands; undefined for one who has no place (of that number). A sign of life, and of having seen an admission. */
  find(visitorId: string, number?: number): Promise<Visitor | undefined>;
  /** Gives up place or slot (of that number). Answers the state before; undefined for who has none. */
  leave(visitorId: string, number?: number): Promise<Visitor['state'] | undefined>;
  /** Gives up the slot of one who is inside. Answers the state before. */
  done(visitorId: string, number?: number): Promise<Visitor['state'] | undefined>;
  /** One batch of a gate: ends what has expired, lets in those of `places` who still want it, and reserves up to `max` slots. */
  admitBatch(gate: string, places: readonly Place[], max: number): Promise<Batch>;
  /** The first `max` of those who wait. Asked for a line that turned out to be empty. */
  front(max: number): Promise<Place[]>;
  /** Whether that admission holds at this instant. */
  isInside(visitorId: string, admission: number): Promise<boolean>;
  configure(settings: Partial<Settings>): Promise<void>;
  figures(): Promise<Figures>;
}

export type OpenLedger = (eventId: string) => Ledger;
