import type { Seat } from './on-sale.ts';

/**
 * Which seats a seller may ask for next. An event of 200 seats is sold out within a blink at a thousand sales a second, and one with as many
 * seats as that needs would be another event: what is sold is given back, in batches, and sold again.
 */
export function seatPool(seatIds: string[], giveBack: (seats: Seat[]) => Promise<void>) {
  const events = new Map<string, { free: string[]; done: string[] }>();
  const of = (eventId: string) => {
    const known = events.get(eventId) ?? { free: [...seatIds], done: [] };
    events.set(eventId, known);
    return known;
  };

  /** Seats are free here only once they are free in the database. */
  async function returned(which: (event: { free: string[] }) => boolean): Promise<void> {
    const chosen = [...events].filter(([, event]) => event.done.length > 0 && which(event));
    const back = chosen.map(([eventId, event]) => ({ eventId, event, seats: event.done.splice(0) }));
    if (back.length === 0) return;
    await giveBack(back.flatMap(({ eventId, seats }) => seats.map(seatId => ({ eventId, seatId }))));
    for (const { event, seats } of back) event.free.push(...seats);
  }

  return {
    /** A seat that is free and that nobody else was given; undefined when there is none at this moment. */
    take: (eventId: string): string | undefined => of(eventId).free.shift(),
    /** What was taken has been sold, or not: it is to be given back. */
    done: ({ eventId, seatId }: Seat): void => void of(eventId).done.push(seatId),
    /** Gives back the seats of events of which more than half is gone. */
    returnSome: () => returned(({ free }) => free.length < seatIds.length / 2),
    returnAll: () => returned(() => true),
  };
}

export type SeatPool = ReturnType<typeof seatPool>;
