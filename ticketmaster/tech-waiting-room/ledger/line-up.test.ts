import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { type LineUp, redisLineUp } from './line-up.ts';
import { redisLedger } from './redis-ledger.ts';

const redis = new Redis(env.text('REDIS_URL'));
afterAll(() => redis.quit());
const lineOf = (eventId: string) => `line:{${eventId}}`;
const settings = { capacity: 10, admitPerSecond: 50, admissionSeconds: 900, noShowSeconds: 60, open: true };
const list = Array.from({ length: 1_000 }, (_, i) => `v${i}`);
const ledgers = redisLedger(redis, { lineOf });
const lineUp: LineUp = redisLineUp(redis, lineOf);
let eventId: string;
beforeEach(() => {
  eventId = unique('lineup');
});

const members = async () => (await redis.xrange(lineOf(eventId), '-', '+')).map(([, fields]) => fields[1]);

async function all(from = 0): Promise<void> {
  for (let done = from; done < list.length; ) {
    const now = await lineUp(eventId, 'draw', done, list.slice(done, done + 300));
    if (now === 'NO_ROOM') throw new Error('no room');
    done = now;
  }
}

it('puts a list into the line in its order, as if they had joined, and who joins later behind', async () => {
  const ledger = ledgers(eventId);
  await ledger.open(settings);
  await all();
  expect(await members()).toEqual(list);
  expect(await ledger.find('v700')).toMatchObject({ state: 'WAITING', number: 701, position: 701 });
  expect(await ledger.join('v700')).toMatchObject({ state: 'WAITING', number: 701 }); // has a place already
  expect(await ledger.join('late')).toMatchObject({ state: 'WAITING', number: 1_001, position: 1_001 });
  await all();
  expect(await members()).toEqual([...list, 'late']);
  expect(await ledger.leave('v0')).toBe('WAITING');
  expect(await ledger.find('v700')).toMatchObject({ position: 700 });
});

it('does nothing for who is wrong about how many are in it: late, early, or twice at once', async () => {
  await ledgers(eventId).open(settings);
  expect(await lineUp(eventId, 'draw', 300, list.slice(300, 600))).toBe(0);
  expect(await Promise.all([1, 2, 3].map(() => lineUp(eventId, 'draw', 0, list.slice(0, 300))))).toEqual([
    300, 300, 300,
  ]);
  await Promise.all([all(), all(300), all(900)]);
  expect(await members()).toEqual(list);
  expect(await lineUp(eventId, 'draw', 0, list.slice(0, 300))).toBe(1_000); // one who stood still all the time
  expect(await members()).toEqual(list);
});

it('says where to go on after a loss of the last writes, and that the room is gone after a loss of all', async () => {
  expect(await lineUp(eventId, 'draw', 0, list.slice(0, 300))).toBe('NO_ROOM');
  await ledgers(eventId).open(settings);
  await lineUp(eventId, 'draw', 0, list.slice(0, 300));
  const keys = await redis.keys(`*{${eventId}}*`);
  const kept = await Promise.all(keys.map(async key => [key, await redis.dumpBuffer(key)] as const));
  await lineUp(eventId, 'draw', 300, list.slice(300, 600));
  await redis.del(...(await redis.keys(`*{${eventId}}*`)));
  for (const [key, value] of kept) await redis.restore(key, 0, value!); // as its disk had it
  expect(await lineUp(eventId, 'draw', 600, list.slice(600, 900))).toBe(300);
  await all(600);
  expect(await members()).toEqual(list);
  await redis.del(...(await redis.keys(`*{${eventId}}*`)));
  expect(await lineUp(eventId, 'draw', 0, list.slice(0, 300))).toBe('NO_ROOM');
});

it('takes a place of an event that had the same name before from its visitor', async () => {
  const ledger = ledgers(eventId);
  await ledger.open(settings);
  await ledger.join('v2');
  await ledger.join('v900');
  await all();
  expect(await members()).toEqual(list);
  expect(await ledger.find('v2')).toMatchObject({ number: 5, position: 3 });
});
