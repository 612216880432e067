// What a gate gets out of the stream, and what is left in it: places and gates that nobody needs.
import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import type { Handed, Line } from '@ticketmaster/waiting-room/line';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { redisStreamsLine, streamOf } from './line.ts';

const redis = new Redis(env.text('REDIS_URL'));
afterAll(() => redis.quit());

let eventId: string;
beforeEach(() => {
  eventId = unique('event');
});
const place = (visitorId: string, number: number) => ({ visitorId, number, joinedAt: '2027-01-01T12:00:00.000Z' });

it('a gate that holds the place of somebody who leaves lets the next one in, and nothing stays pending', async () => {
  const ledger = redisLedger(redis, { lineOf: streamOf })(eventId);
  await ledger.open({ capacity: 1, admitPerSecond: 9, admissionSeconds: 60, noShowSeconds: 60, open: true });
  const line = await redisStreamsLine(redis)(eventId);
  await ledger.join('ada');
  await ledger.join('bob');
  const handed = await line.next(1);
  expect(handed[0]!.place.visitorId).toBe('ada');
  await ledger.leave('ada');
  expect(await redis.xlen(streamOf(eventId))).toBe(1);
  const { verdicts } = await ledger.admitBatch('gate', [handed[0]!.place], 1);
  expect(verdicts).toEqual(['GONE']);
  await line.ack(handed);
  expect((await line.next(1))[0]!.place.visitorId).toBe('bob');
  expect((await redis.xpending(streamOf(eventId), 'gates'))[0]).toBe(1);
  await line.close();
});

it('a line ends some time after its last use, also one that nobody joined', async () => {
  const line = await redisStreamsLine(redis)(eventId);
  expect(await redis.ttl(streamOf(eventId))).toBeGreaterThan(0);
  await line.join(place('ada', 1));
  expect(await redis.ttl(streamOf(eventId))).toBeGreaterThan(0);
  await line.close();
});

it('gates that died are forgotten by the next one, unless they may still live, or hold a place', async () => {
  const stream = streamOf(eventId);
  const holding = await redisStreamsLine(redis)(eventId);
  await holding.join(place('ada', 1));
  await holding.next(1); // and never acks it
  await redis.xgroup('CREATECONSUMER', stream, 'gates', 'died');
  const gates = async () => ((await redis.xinfo('CONSUMERS', stream, 'gates')) as string[][]).map(([, name]) => name);
  await redisStreamsLine(redis)(eventId); // an hour has not passed
  expect(await gates()).toHaveLength(2);
  await redisStreamsLine(redis, { forgetAfterMs: 0 })(eventId);
  expect(await gates()).toHaveLength(1);
  expect(await gates()).not.toContain('died');
  await holding.close();
});

describe('what a gate is handed', () => {
  const visitors = (handed: Handed[]) => handed.map(({ place }) => place.visitorId);
  async function join(line: Line, ...names: string[]): Promise<void> {
    for (const [i, name] of names.entries()) await line.join(place(name, i + 1));
  }

  it('is, first of all, what a dead gate has left, however many others wait', async () => {
    const openLine = redisStreamsLine(redis, { leaseMs: 20 });
    const [dead, living] = [await openLine(eventId), await openLine(eventId)];
    await join(dead, 'ada', 'bob', 'cyd', 'dan');
    expect(visitors(await dead.next(2))).toEqual(['ada', 'bob']);
    await sleep(40);
    const first = await living.next(1);
    expect(visitors(first)).toEqual(['ada']);
    await living.ack(first);
    expect(visitors(await living.next(2))).toEqual(['bob', 'cyd']);
  });

  it('is never more than it has asked for, and nothing that a living gate holds', async () => {
    const [one, other] = [await redisStreamsLine(redis)(eventId), await redisStreamsLine(redis)(eventId)];
    await join(one, 'ada', 'bob', 'cyd', 'dan');
    expect(visitors(await one.next(1))).toEqual(['ada']);
    expect(visitors(await other.next(2))).toEqual(['bob', 'cyd']);
    expect(visitors(await one.next(5))).toEqual(['dan']);
    expect(await other.next(5)).toEqual([]);
  });

  it('is at once what another one held that was closed', async () => {
    const [closing, staying] = [await redisStreamsLine(redis)(eventId), await redisStreamsLine(redis)(eventId)];
    await join(closing, 'ada', 'bob', 'cyd');
    await closing.ack((await closing.next(2)).slice(0, 1));
    await closing.close();
    expect(visitors(await staying.next(5))).toEqual(['bob', 'cyd']);
  });

  it('is nothing where somebody has deleted the stream, and who joins then', async () => {
    const line = await redisStreamsLine(redis)(eventId);
    await redis.del(streamOf(eventId));
    expect(await line.next(5)).toEqual([]);
    await join(line, 'ada');
    expect(visitors(await line.next(5))).toEqual(['ada']);
  });
});
