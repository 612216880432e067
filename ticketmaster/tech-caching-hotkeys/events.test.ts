import { afterAll, describe, expect, it } from 'vitest';
import { openShop, seat } from './caching.fixture.ts';
import { relayOf } from './relay.ts';

const shop = await openShop();
const { events, db } = shop;
afterAll(shop.close);

const order = () => crypto.randomUUID();

describe('a sale', () => {
  it('of one seat to fifty who want it at once is one sale, and one version', async () => {
    const eventId = await shop.event();
    const ends = await Promise.all(Array.from({ length: 50 }, () => events.sell(eventId, 'A-1', order())));
    const sold = ends.filter(end => end !== undefined);
    expect(sold).toHaveLength(1);
    expect(await events.version(eventId)).toBe(2);
    expect(await events.sold(eventId)).toEqual(new Map([['A-1', sold[0]!.orderId]]));
  });

  it('sent twice, also at once, is answered the same, and sells nothing more', async () => {
    const eventId = await shop.event();
    const orderId = order();
    const ends = await Promise.all(Array.from({ length: 8 }, () => events.sell(eventId, 'A-1', orderId)));
    expect(new Set(ends.map(end => end?.orderId))).toEqual(new Set([orderId]));
    expect(await events.version(eventId)).toBe(2);
  });

  it('under an order that has another seat is a mistake', async () => {
    const eventId = await shop.event();
    const orderId = order();
    await events.sell(eventId, 'A-1', orderId);
    await expect(events.sell(eventId, 'A-2', orderId)).rejects.toMatchObject({
      status: 422,
      type: 'idempotency-key-reused',
    });
    expect([...(await events.sold(eventId)).keys()]).toEqual(['A-1']);
  });

  it('of a seat that does not exist is none', async () => {
    await expect(events.sell(await shop.event(), 'Z-999', order())).rejects.toMatchObject({ status: 404 });
    await expect(events.sell('nope', 'A-1', order())).rejects.toMatchObject({ status: 404 });
  });

  it('shows in all views, with the version of the same instant', async () => {
    const eventId = await shop.event(52);
    await events.sell(eventId, 'B-2', order());
    const shown = async (name: 'event' | 'seat-map' | 'availability') =>
      JSON.parse((await events.view(name, eventId))!.json);
    expect(await shown('availability')).toEqual({ eventId, version: 2, available: 51, seats: 52 });
    expect((await shown('seat-map')).sections.slice(0, 3)).toEqual([
      { section: 'A', available: 2, seats: 2 },
      { section: 'B', available: 1, seats: 2 },
      { section: 'C', available: 2, seats: 2 },
    ]);
    expect(await shown('event')).toMatchObject({ version: 2, name: 'A show', startsAt: '2027-05-01T20:00:00Z' });
    expect(await events.view('event', 'nope')).toBeUndefined();
  });
});

describe('the relay', () => {
  const waiting = async () => (await db.query('select event_id, version from changed_event order by version')).rows;
  const told: { id: string; version: number }[] = [];
  const relay = relayOf(db, async ({ id, version }) => void told.push({ id, version }));

  it('tells of a thousand sales of one event in one message, the last version', async () => {
    await relay.round();
    told.length = 0;
    const eventId = await shop.event(1_000);
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => events.sell(eventId, seat(n), order())));
    await relay.round();
    expect(told).toEqual([{ id: eventId, version: 1_001 }]);
    expect(await waiting()).toEqual([]);
  });

  it('forgets nothing that it could not tell', async () => {
    const eventId = await shop.event();
    const failing = relayOf(db, () => Promise.reject(new Error('Redis is away')));
    await expect(failing.round()).rejects.toThrow('away');
    expect(await waiting()).toEqual([{ event_id: eventId, version: 1 }]);
    expect([await relay.round(), await waiting()]).toEqual([1, []]);
  });

  it('holds up no sale while it tells, and forgets no sale that came meanwhile', async () => {
    const eventId = await shop.event();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = relayOf(db, () => {
      begun.resolve();
      return gate.promise;
    }).round();
    await begun.promise; // or it could tell of the sale, too
    expect(await events.sell(eventId, 'A-1', order())).toMatchObject({ version: 2 });
    gate.resolve();
    await slow;
    expect(await waiting()).toEqual([{ event_id: eventId, version: 2 }]);
  });

  it('tells of what was rolled back never', async () => {
    await relay.round();
    const eventId = await shop.event();
    await relay.round();
    const failing = db.transaction(async tx => {
      await tx.query(`update event set version = version + 1 where event_id = $1`, [eventId]);
      await tx.query('insert into changed_event values ($1, 2)', [eventId]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await relay.round()).toBe(0);
  });
});
