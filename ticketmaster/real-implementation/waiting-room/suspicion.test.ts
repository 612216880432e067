import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { SIGNALS, suspicion } from './suspicion.ts';

const redis = new Redis(env.text('REDIS_URL'));
afterAll(() => redis.quit());

let time: number;
let eventId: string;
beforeEach(() => {
  time = Date.now();
  eventId = unique('event');
});
const score = suspicion(redis, () => time);
const raise = async (who: string, signal: keyof typeof SIGNALS, times = 1) => {
  for (let n = 0; n < times; n++) await score.raise(eventId, who, signal);
};
const suspected = async (...who: string[]) => [...(await score.suspected(eventId, who))];

it('suspects nobody for one request too many, and whoever goes on for as long as that takes to be forgotten', async () => {
  await raise('ada', 'tooFast');
  await raise('bot', 'tooFast', 2);
  expect(await suspected('ada', 'bot', 'cyd')).toEqual(['bot']);
  time += 10_000;
  expect(await suspected('bot')).toEqual([]);
  await raise('bot', 'tooFast');
  expect(await suspected('bot')).toEqual(['bot']);
});

it('has a most, so that it ends ten minutes after the last signal, however many came', async () => {
  await raise('bot', 'crowdedNetwork', 10);
  time += 569_000;
  expect(await suspected('bot')).toEqual(['bot']);
  time += 2_000;
  expect(await suspected('bot')).toEqual([]);
});

it('is of one event, and nothing of it stays', async () => {
  await raise('bot', 'unpaidHolds');
  expect([...(await score.suspected(unique('event'), ['bot']))]).toEqual([]);
  const [key] = await redis.keys(`*${eventId}*`);
  expect(await redis.pttl(key!)).toBeGreaterThan(SIGNALS.unpaidHolds - 5_000);
  expect(await redis.pttl(key!)).toBeLessThanOrEqual(SIGNALS.unpaidHolds);
});

it('adds up what two processes say at once', async () => {
  const other = suspicion(redis, () => time);
  await Promise.all([raise('bot', 'notTheirs'), other.raise(eventId, 'bot', 'notTheirs')]);
  expect(await suspected('bot')).toEqual(['bot']);
});
