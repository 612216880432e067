/** A visitor's place in the line for one event. Who joined earlier has the smaller number. */
export interface Place {
  visitorId: string;
  number: number;
  /** ISO-8601, UTC. */
  joinedAt: string;
}

/** A place the line has handed to one gate. It is out of the line only once that gate acks it. */
export interface Handed {
  place: Place;
  /** What the technology calls this handing: an entry id, an offset, a delivery tag, a receipt handle. */
  receipt: string;
}

/**
 * The line in front of one event: the only thing a technology has to supply.
 *
 * Promises, each checked by promises.ts. A technology that breaks one says so, and why, in its test:
 *   outlives              once join() resolves, the place is kept even if the gate that took it dies
 *   ordered               one gate is handed places in the order they joined
 *   exclusive             two living gates that ask at the same instant are never handed the same place
 *   redelivers            a place its gate died without acking is handed to another gate
 *   keepsPlace            ... and ahead of those who joined later
 *   empties               a place that was acked is never handed out again
 *   survivesBrokerRestart once join() resolves, the place is kept even if the server behind the line is killed (kill -9)
 *
 * A place may be handed out twice, after a crash or a lost ack; the ledger admits its visitor once.
 */
export interface Line {
  /** Rejects when it is not certain that the place is in the line. To join again is always right. */
  join(place: Place): Promise<void>;
  /** Up to `max` places, or none if nobody waits; does not wait for any. Ask only for as many as you can admit now. */
  next(max: number): Promise<Handed[]>;
  /** Takes one or more out of the line: the first of those handed and not acked yet, in their order. */
  ack(handed: readonly Handed[]): Promise<void>;
  /** Leaves; what was handed out and not acked goes back to the line. */
  close(): Promise<void>;
}

/** Opens one gate on the line for `eventId`. Call it twice and two gates share one line. */
export type OpenLine = (eventId: string) => Promise<Line>;
