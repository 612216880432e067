import type { Seats } from './seats.ts';

/** Each round sells seats of a new event: three times as many are on sale as were ever sold in that time, `atFirst` each second. */
export function sales(seats: Pick<Seats, 'putOnSale'>, kind: string, atFirst: number) {
  const speeds: number[] = [];
  let count = 0;
  return {
    async of<S extends { perSecond: number }>(
      seconds: number,
      sell: (event: { eventId: string; count: number }) => Promise<{ sample: S; sold: number }>,
    ): Promise<S> {
      const fastest = speeds.length ? Math.max(...speeds) : atFirst;
      const event = { eventId: `${kind}-${speeds.length}`, count: Math.ceil(3 * fastest * seconds) + 1_000 };
      await seats.putOnSale(event.eventId, event.count);
      const { sample, sold } = await sell(event);
      speeds.push(sample.perSecond);
      count += sold;
      return sample;
    },
    count: () => count,
  };
}
