import type { OpenLine } from '@ticketmaster/waiting-room/line';

/** Booking is slow when one of twenty holds takes longer than this, ms: ten times what a buyer notices, and far from any time-out. */
const SLOW_MS = 1_000;
/** Of the holds of so long; so few say nothing. */
const LATELY_MS = 5_000;
const LEAST = 20;

/** Whether booking is slow in this process. Where nobody has held seats for five seconds it is not, so it ends by itself. */
export function slowness(holdsTook: (lastMs: number) => number[]): () => boolean {
  return () => {
    const took = holdsTook(LATELY_MS);
    return took.length >= LEAST && took.filter(ms => ms > SLOW_MS).length > took.length / 20;
  };
}

/**
 * Back-pressure: the same line, whose gate lets nobody in while booking is slow. Capacity and rate say how many the operator wants inside; this
 * is what the shop can bear. Nobody loses a place by it, and those who are inside go on.
 */
export function relieved(openLine: OpenLine, isSlow: () => boolean): OpenLine {
  return async eventId => {
    const line = await openLine(eventId);
    return { ...line, next: async max => (isSlow() ? [] : line.next(max)) };
  };
}
