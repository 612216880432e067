import { faultsIn } from '@ticketmaster/locking/audit';
import { type BoxOffice, type Checkpoint, type Purchase, seatIdsFor } from '@ticketmaster/locking/box-office';
import { unique } from '@ticketmaster/testing/eventually';
import { expect } from 'vitest';

/** An event of ten seats at 50 euros, and who buys there. */
export async function sceneAt(office: BoxOffice) {
  const eventId = unique('event');
  await office.putOnSale(eventId, seatIdsFor(10), 5_000);
  const audit = async () => (await office.audit(eventId))!;
  return {
    eventId,
    sell: (purchase: Purchase, reached: Checkpoint = () => {}) => office.ways.saga!(purchase, reached),
    wish: (seatIds: string[], paymentToken = 'tok_ok'): Purchase => ({
      ...{ orderId: crypto.randomUUID(), eventId, userId: unique('user'), seatIds, paymentToken },
    }),
    shown: async (seatId: string) => (await office.seats(eventId))!.find(seat => seat.seatId === seatId)!.status,
    faults: async () => faultsIn(await audit()),
    capturedCents: async () => (await audit()).capturedCents,
  };
}

/** Crashes at a point, and keeps all that were reached. */
export function crashAt(point: string) {
  const points: string[] = [];
  const reached: Checkpoint = name => {
    points.push(name);
    if (name === point) throw new Error(`crash at ${point}`);
  };
  return { points, reached };
}

/** Holds whoever comes to a point until told to let go. */
export function holdAt(point: string) {
  const held = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const reached: Checkpoint = async name => {
    if (name !== point) return;
    held.resolve();
    await letGo.promise;
  };
  return { held: held.promise, letGo: letGo.resolve, reached };
}

/**
 * Crashes a sale at every point, and whoever takes it over with the same key at every point of that; then recovers. The books
 * balance after each pair of crashes, and the same key gets the answer that it would have got without. Answers how many pairs.
 */
export async function survivesTwoCrashes(open: () => Promise<BoxOffice>, paymentToken: string): Promise<number> {
  const office = await open();
  const status = paymentToken === 'tok_ok' ? 'CONFIRMED' : 'REFUSED';

  async function crashTwice(first: string, second: string) {
    const { sell, wish, faults, shown } = await sceneAt(office);
    const purchase = wish(['A-1-01', 'A-1-02'], paymentToken);
    const [before, after] = [crashAt(first), crashAt(second)];
    await sell(purchase, before.reached).catch(() => {});
    await sell(purchase, after.reached).catch(() => {});
    await office.recover();
    const told = `after a crash at '${first}', and then at '${second}'`;
    expect(await faults(), told).toEqual([]);
    expect(await sell(purchase), told).toMatchObject({ status });
    expect(await shown('A-1-01'), told).toBe(status === 'CONFIRMED' ? 'SOLD' : 'AVAILABLE');
    return { before: before.points, after: after.points };
  }

  try {
    let pairs = 0;
    const undisturbed = await crashTwice('nowhere', 'nowhere');
    for (const first of undisturbed.before) {
      const once = await crashTwice(first, 'nowhere');
      for (const second of once.after) {
        await crashTwice(first, second);
        pairs++;
      }
    }
    return pairs;
  } finally {
    await office.close();
  }
}
