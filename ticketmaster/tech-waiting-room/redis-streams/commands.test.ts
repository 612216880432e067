import { createSecretKey } from 'node:crypto';
import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { redisStreamsLine, streamOf } from './line.ts';

const settings = { capacity: 1_000, admitPerSecond: 10_000, admissionSeconds: 600, noShowSeconds: 600, open: true };

/** A room whose gate waits to be asked, and what its connection sends to Redis. */
async function room() {
  const redis = new Redis(env.text('REDIS_URL'));
  const rooms = new WaitingRooms(
    redisStreamsLine(redis),
    redisLedger(redis, { lineOf: streamOf }),
    async () => createSecretKey(new Uint8Array(32)),
    { settings, everyMs: 3_600_000, batch: 100, requeueAfterMs: 3_600_000, joinTimeoutMs: 5_000, maxRooms: 1 },
  );
  onTestFinished(async () => {
    await rooms.close();
    await redis.quit();
  });
  const eventId = unique('event');
  await rooms.configure(eventId, { open: false });
  for (let n = 0; n < 3; n++) await rooms.admit(eventId); // the wake of configure() has been answered, and all scripts are known
  const send = redis.sendCommand.bind(redis);
  const sent: string[] = [];
  redis.sendCommand = (command, stream) => {
    sent.push(command.name);
    return send(command, stream) as ReturnType<typeof send>;
  };
  return {
    rooms,
    eventId,
    async commandsOf(work: () => Promise<unknown>): Promise<string[]> {
      sent.length = 0;
      await work();
      return [...sent];
    },
  };
}

it('a join is one command: the number is drawn and the place is in the line by the same step', async () => {
  const { rooms, eventId, commandsOf } = await room();
  await rooms.join(eventId, 'first'); // loads the script
  expect(await commandsOf(() => rooms.join(eventId, 'ada'))).toEqual(['evalsha']);
  expect(await commandsOf(() => rooms.join(eventId, 'ada'))).toEqual(['evalsha']);
  expect(await rooms.find(eventId, 'ada')).toMatchObject({ state: 'WAITING', position: 2 });
});

it('a hundred who join in the same turn of the event loop are one command, too, numbered in the order they came', async () => {
  const { rooms, eventId, commandsOf } = await room();
  await rooms.join(eventId, 'first');
  const crowd = Array.from({ length: 100 }, (_, n) => `visitor-${n}`);
  const again = ['first', 'visitor-7', 'visitor-7']; // within the same command, and before it
  const commands = await commandsOf(async () => {
    const joined = await Promise.all([...crowd, ...again].map(visitorId => rooms.join(eventId, visitorId)));
    expect(joined.map(({ number }) => number)).toEqual([...crowd.map((_, n) => n + 2), 1, 9, 9]);
    expect(joined[7]).toEqual(joined.at(-1));
  });
  expect(commands).toEqual(['evalsha']);
  expect(await rooms.figures(eventId)).toMatchObject({ joinedTotal: 101, waiting: 101 });
  expect(await rooms.find(eventId, 'visitor-99')).toMatchObject({ state: 'WAITING', number: 101, position: 101 });
});

it('a hundred are let in with as many commands as one', async () => {
  const counts: number[] = [];
  for (const visitors of [1, 100]) {
    const { rooms, eventId, commandsOf } = await room();
    for (let n = 0; n < visitors; n++) await rooms.join(eventId, `visitor-${n}`);
    await rooms.configure(eventId, { capacity: visitors });
    const commands = await commandsOf(async () => {
      await rooms.configure(eventId, { open: true });
      await rooms.admit(eventId);
      await rooms.admit(eventId);
    });
    expect(await rooms.figures(eventId)).toMatchObject({ admitted: visitors, waiting: 0 });
    counts.push(commands.length);
  }
  expect(counts[1]).toBeLessThanOrEqual(counts[0]! + 2);
  expect(counts[1]).toBeLessThan(15);
});
