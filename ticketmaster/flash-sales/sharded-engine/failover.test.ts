import { setTimeout as sleep } from 'node:timers/promises';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { unique } from '@ticketmaster/testing/eventually';
import { describe, expect, it, onTestFinished } from 'vitest';
import { underTest, wish } from './sale.fixture.ts';
import type { SeatPurchase } from './sale.ts';
import { shardOf } from './shard.ts';
import { seatName, soldOf } from './tickets.ts';

/** An event whose tickets are on the nth shard, counted from 1. */
function eventOn(nth: number): string {
  for (;;) {
    const eventId = unique('event');
    if (shardOf(eventId, 2) === nth - 1) return eventId;
  }
}

type Open = ReturnType<typeof underTest>['open'];

async function onSale(open: Open, nth: number, lockMs = 5_000) {
  const sale = await open({ lockMs });
  onTestFinished(() => sale.close());
  const eventId = eventOn(nth);
  await sale.putOnSale({ itemId: eventId, units: 9_000, priceCents: 0 });
  return { sale, eventId, shard: sale.shards[nth - 1]! };
}

/** Buys one seat after the other, eight at a time, until it is told to stop; answers the seats that were acknowledged. */
function crowd(sale: Awaited<ReturnType<Open>>, eventId: string) {
  let [next, stopped] = [1, false];
  const acknowledged: string[] = [];
  async function buyer(): Promise<void> {
    while (!stopped) {
      const purchase = wish(eventId, next++);
      const outcome = await sale.purchase(purchase).catch(() => undefined); // 503: not known
      if (outcome?.status === 'CONFIRMED') acknowledged.push(purchase.unit);
      else await sleep(20);
    }
  }
  const buyers = Array.from({ length: 8 }, buyer);
  return {
    acknowledged,
    async stop(): Promise<string[]> {
      stopped = true;
      await Promise.all(buyers);
      return acknowledged;
    },
  };
}

const soldAgain = (sale: Awaited<ReturnType<Open>>, purchase: SeatPurchase) =>
  expect
    .poll(() => sale.purchase(purchase).catch(() => undefined), { timeout: 15_000 })
    .toMatchObject({ status: 'CONFIRMED' });

describe('synchronous', () => {
  const { open, topology } = underTest(true);

  it('loses no sale that was acknowledged when the primary of a shard dies and its replica is promoted', async () => {
    const { sale, eventId, shard } = await onSale(open, 1);
    const buyers = crowd(sale, eventId);
    await expect.poll(() => buyers.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(100);
    await topology().stall(1); // as below, where it costs acknowledged sales
    const waiting = `select count(*)::int as count from pg_stat_activity where wait_event = 'SyncRep' and query = 'commit'`;
    const waiters = async () => (await shard.primary().query(waiting)).rows[0];
    await expect.poll(waiters, { timeout: 10_000 }).toEqual({ count: 8 }); // each has a sale that is not acknowledged
    await topology().kill('postgres-5433');
    await topology().promote(1);
    const promotedAt = performance.now();
    await soldAgain(sale, wish(eventId, 9_000));
    expect(performance.now() - promotedAt).toBeLessThan(5_000);
    const acknowledged = await buyers.stop();
    const kept = new Set(await soldOf(shard.primary(), eventId));
    expect(acknowledged.filter(seat => !kept.has(seat))).toEqual([]);
    await topology().start('postgres-5433'); // as the replica
  });

  it('goes on selling on the other shard meanwhile, and reads what it cannot write', async () => {
    const [one, other] = [await onSale(open, 1), await onSale(open, 2)];
    await topology().kill('postgres-5435');
    expect(await one.sale.purchase(wish(one.eventId, 1))).toMatchObject({ status: 'CONFIRMED' });
    await expect(other.sale.purchase(wish(other.eventId, 1))).rejects.toMatchObject({ status: 503, retryable: true });
    await expect
      .poll(() => other.sale.inventory(other.eventId).catch(() => undefined))
      .toMatchObject({ inventory: 9_000 });
    await topology().start('postgres-5435');
    await soldAgain(other.sale, wish(other.eventId, 1));
  });

  it('acknowledges nothing that the replica does not have: without one it answers 503, and later the same ticket', async () => {
    const { sale, eventId } = await onSale(open, 2);
    await topology().kill('postgres-5436');
    const purchase = wish(eventId, 1);
    await expect(sale.purchase(purchase)).rejects.toMatchObject({ status: 503, retryable: true });
    await topology().start('postgres-5436');
    await soldAgain(sale, purchase);
    expect(await sale.audit(eventId)).toMatchObject({ confirmed: 1 });
  });

  it('sells a seat once when Redis forgets its lock in a failover: the constraint holds the line', async () => {
    const { sale, eventId } = await onSale(open, 1, 60_000);
    const other = await open();
    onTestFinished(() => other.close());
    const [there, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await cutOff('redis-replica');
    const first = sale.purchase(wish(eventId, 1), step => {
      if (step !== 'locked') return;
      there.resolve();
      return goOn.promise;
    });
    await there.promise;
    expect(await other.purchase(wish(eventId, 1))).toEqual({ status: 'REFUSED', reason: 'BEING_PURCHASED' });
    await topology().kill('redis-6379');
    const killedAt = performance.now();
    await soldAgain(other, wish(eventId, 1)); // the new primary has never heard of the lock
    expect(performance.now() - killedAt).toBeLessThan(15_000);
    goOn.resolve();
    expect(await first).toEqual({ status: 'REFUSED', reason: 'OUT_OF_STOCK' });
    expect(await sale.audit(eventId)).toMatchObject({ confirmed: 1, oversold: 0 });
  });

  /** From now on this replica hears nothing of its primary, until a Sentinel tells it to. */
  async function cutOff(name: string): Promise<void> {
    const { port } = topology()
      .status()
      .find(one => one.name === name)!;
    const redis = connectToRedis(`redis://127.0.0.1:${port}`);
    await redis.replicaof('127.0.0.1', '1');
    redis.disconnect();
  }
});

describe('asynchronous', () => {
  const { open, topology } = underTest(false);

  it('loses the sales that the replica did not have yet, and they can be counted', async () => {
    const { sale, eventId, shard } = await onSale(open, 1);
    const buyers = crowd(sale, eventId);
    await expect.poll(() => buyers.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(50);
    await topology().stall(1); // on one machine the stream is faster than a kill
    const before = buyers.acknowledged.length;
    await expect.poll(() => buyers.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 50);
    await topology().kill('postgres-5433');
    const acknowledged = await buyers.stop();
    await topology().promote(1);
    await soldAgain(sale, wish(eventId, 9_000));
    const kept = new Set(await soldOf(shard.primary(), eventId));
    const lost = acknowledged.filter(seat => !kept.has(seat));
    console.log(`${lost.length} of ${acknowledged.length} acknowledged sales are lost`);
    expect(lost.length).toBeGreaterThan(50);
    const again = wish(eventId, Number(lost[0]!.slice(2)));
    expect(again.unit).toBe(seatName(Number(lost[0]!.slice(2))));
    expect(await sale.purchase(again)).toMatchObject({ status: 'CONFIRMED' }); // somebody else has the seat now
  });
});
