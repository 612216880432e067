// Who is set aside waits behind all others, and is lost in no way; a key has one place at a time.
import { env } from '@ticketmaster/common/env';
import type { Ledger } from '@ticketmaster/waiting-room/ledger';
import type { Place } from '@ticketmaster/waiting-room/line';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { placeClaims } from './claims.ts';
import { redisLedger } from './redis-ledger.ts';
import { slowLane } from './slow-lane.ts';

const redis = new Redis(env.text('REDIS_URL'));
afterAll(() => redis.quit());

let time: number;
let eventId: string;
let ledger: Ledger;
const clock = () => time;
const openLedger = redisLedger(redis, { now: clock, lineOf: id => `line:{${id}}` });
const slow = slowLane(redis, clock);
beforeEach(async () => {
  time = Date.now();
  eventId = crypto.randomUUID();
  ledger = openLedger(eventId);
  await ledger.open({ capacity: 10, admitPerSecond: 10, admissionSeconds: 60, noShowSeconds: 60, open: true });
});

async function join(...visitors: string[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const visitorId of visitors) {
    const visitor = await ledger.join(visitorId);
    if (typeof visitor === 'string') throw new Error(visitor);
    places.push({ visitorId, number: visitor.number, joinedAt: new Date(visitor.joinedAt).toISOString() });
  }
  return places;
}
const positions = async (...visitors: string[]) =>
  Promise.all(visitors.map(async who => ((await ledger.find(who)) as { position?: number } | undefined)?.position));

describe('the slow lane', () => {
  it('is behind all others, also those who join later; in it who joined earlier is ahead', async () => {
    const [ada, bob] = await join('ada', 'bob', 'cyd');
    await slow.setAside(eventId, [bob!]);
    await slow.setAside(eventId, [ada!]);
    await slow.setAside(eventId, [ada!]);
    await join('dan');
    expect(await positions('cyd', 'dan', 'ada', 'bob')).toEqual([1, 2, 3, 4]);
    expect(await ledger.find('ada')).toMatchObject({ state: 'WAITING', slow: true });
    expect(await ledger.find('cyd')).not.toHaveProperty('slow');
    expect(await slow.front(eventId, 5)).toEqual([ada, bob]);
    expect(await slow.front(eventId, 1)).toEqual([ada]);
  });

  it('holds places as the line does: they are let in, leave, and end where nobody is there', async () => {
    const places = await join('ada', 'bob', 'cyd');
    await slow.setAside(eventId, places);
    expect((await ledger.admitBatch('gate', [places[1]!], 0)).verdicts).toEqual(['ADMITTED']);
    expect(await ledger.find('bob')).toMatchObject({ state: 'ADMITTED', slow: true });
    await ledger.leave('cyd');
    expect(await slow.front(eventId, 5)).toEqual([places[0]]);
    time += 61_000;
    await ledger.admitBatch('gate', [], 0); // the gates were away: all have their time again
    time += 30_000;
    expect(await positions('ada')).toEqual([1]);
    time += 61_000;
    for (let n = 0; n < 20; n++, time += 4_000) await ledger.admitBatch('gate', [], 0);
    expect(await slow.front(eventId, 5)).toEqual([]);
    expect(await ledger.find('ada')).toMatchObject({ state: 'EXPIRED', reason: 'NO_SHOW' });
  });

  it('takes nobody who is inside, has left, or came back with another number', async () => {
    const [ada, bob, cyd] = await join('ada', 'bob', 'cyd');
    await ledger.admitBatch('gate', [ada!], 0);
    await ledger.leave('bob');
    await ledger.leave('cyd');
    await join('cyd');
    await slow.setAside(eventId, [ada!, bob!, cyd!]);
    expect(await slow.front(eventId, 5)).toEqual([]);
    expect(await ledger.find('ada')).toMatchObject({ state: 'ADMITTED' });
  });
});

describe('a key', () => {
  const claim = placeClaims(redis, clock);

  it('has one place: for as long as its visitor waits or is inside, and no longer', async () => {
    expect(await claim(eventId, 'a key', 'ada')).toBe(true);
    const [ada] = await join('ada');
    time += 11_000;
    expect(await claim(eventId, 'a key', 'bob')).toBe(false);
    expect(await claim(eventId, 'a key', 'ada')).toBe(true);
    expect(await claim(eventId, 'another', 'bob')).toBe(true);
    await ledger.admitBatch('gate', [ada!], 0);
    expect(await claim(eventId, 'a key', 'bob')).toBe(false);
    time += 60_000;
    expect(await claim(eventId, 'a key', 'bob')).toBe(true);
  });

  it('is kept for ten seconds for who has claimed it and not joined yet', async () => {
    expect(await claim(eventId, 'a key', 'ada')).toBe(true);
    time += 9_999;
    expect(await claim(eventId, 'a key', 'bob')).toBe(false);
    time += 1;
    expect(await claim(eventId, 'a key', 'bob')).toBe(true);
    expect(await claim(eventId, 'a key', 'ada')).toBe(false);
  });

  it('is given to one of many who want it at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(eventId, 'a key', `visitor-${n}`)));
    expect(all.filter(Boolean)).toHaveLength(1);
    const [key] = await redis.keys(`*${eventId}*:claim:*`);
    expect(await redis.ttl(key!)).toBeGreaterThan(86_000);
  });
});
