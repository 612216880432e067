// A room that is open here and that the ledger has forgotten: flushed, or not used for 90 days.
import { createSecretKey } from 'node:crypto';
import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { memoryLine } from '@ticketmaster/waiting-room/memory-line';
import { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import { Redis } from 'ioredis';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { redisLedger } from './redis-ledger.ts';

const redis = new Redis(env.text('REDIS_URL'));
afterAll(() => redis.quit());

function open(more: { eventExists?: (eventId: string) => Promise<boolean> } = {}) {
  const settings = { capacity: 1, admitPerSecond: 100, admissionSeconds: 60, noShowSeconds: 60, open: true };
  const times = { everyMs: 3_600_000, requeueAfterMs: 3_600_000, joinTimeoutMs: 5_000 };
  const { openGate } = memoryLine();
  const rooms = new WaitingRooms(
    async eventId => (await openGate(eventId)).line,
    redisLedger(redis),
    async () => createSecretKey(new Uint8Array(32)),
    { settings, ...times, batch: 10, maxRooms: 10, ...more },
  );
  onTestFinished(() => rooms.close());
  const forget = async (eventId: string) => void (await redis.del(await redis.keys(`waiting-room:{${eventId}}*`)));
  return { rooms, forget };
}

it('is unknown until the operator sets it up again, and then it goes on', async () => {
  const { rooms, forget } = open();
  const eventId = unique('event');
  await expect(rooms.join(eventId, 'ada')).rejects.toMatchObject({ status: 404 });
  await rooms.configure(eventId, { capacity: 1 });
  await rooms.join(eventId, 'ada');
  await forget(eventId);
  expect(await rooms.admit(eventId)).toBe(0); // ada is gone with it
  await expect(rooms.join(eventId, 'bob')).rejects.toMatchObject({ status: 404 });
  expect(await rooms.find(eventId, 'ada')).toBeUndefined();
  await rooms.configure(eventId, { capacity: 1 });
  await rooms.join(eventId, 'bob');
  expect(await rooms.admit(eventId)).toBe(1);
});

it('begins anew by itself where the application says that there is such an event, and no operator makes others', async () => {
  const known = unique('known');
  const { rooms, forget } = open({ eventExists: async eventId => eventId === known });
  await rooms.join(known, 'ada');
  await forget(known);
  expect(await rooms.join(known, 'bob')).toMatchObject({ state: 'WAITING', number: 1, position: 1 });
  const invented = unique('invented');
  await expect(rooms.join(invented, 'ada')).rejects.toMatchObject({ status: 404 });
  await expect(rooms.configure(invented, { capacity: 1 })).rejects.toMatchObject({ status: 404 });
  await expect(rooms.figures(invented)).rejects.toMatchObject({ status: 404 });
});
