// What is stored ends, and what nobody needs is not stored: the table in redis-ledger.ts.
import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import type { Ledger, Settings } from '@ticketmaster/waiting-room/ledger';
import type { Place } from '@ticketmaster/waiting-room/line';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { redisLedger } from './redis-ledger.ts';

const redis = new Redis(env.text('REDIS_URL'));
afterAll(() => redis.quit());

const settings: Settings = {
  ...{ capacity: 2, admitPerSecond: 100, admissionSeconds: 60, noShowSeconds: 30, open: true },
};
const DAY = 86_400;
let time: number;
let eventId: string;
beforeEach(() => {
  time = Date.parse('2027-01-01T12:00:00Z');
  eventId = unique('event');
});
const passes = (seconds: number) => (time += seconds * 1_000);
const lineOf = (id: string) => `line:{${id}}`;
const options = { now: () => time, maxWaiting: 5, keepAdmissions: 100 };
const ledgers: [string, () => Ledger][] = [
  ['in Redis', () => redisLedger(redis, { ...options, lineOf })(eventId)],
  ['at a broker', () => redisLedger(redis, options)(eventId)],
];

/** Seconds until each key of the event ends, by what comes behind its room's name; -1 for one that never does. */
async function lives(): Promise<Record<string, number>> {
  const keys = await redis.keys(`*{${eventId}}*`);
  const ttls = await Promise.all(keys.map(key => redis.ttl(key)));
  return Object.fromEntries(keys.map((key, i) => [key.replace(`waiting-room:{${eventId}}`, 'room'), ttls[i]!]));
}

/** Joins as WaitingRooms does, and answers the place, or why there is none. */
async function join(ledger: Ledger, visitorId: string, reaches = true): Promise<Place | string> {
  const visitor = await ledger.join(visitorId);
  if (typeof visitor === 'string') return visitor;
  if (visitor.state === 'JOINING' && reaches) await ledger.enqueued(visitorId, visitor.number);
  return { visitorId, number: visitor.number, joinedAt: '' };
}

describe.each(ledgers)('where the line is %s', (where, open) => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = open();
    await ledger.open(settings);
  });

  it('every key of a sale ends, whatever became of its visitors', async () => {
    const places = [];
    for (const who of ['ada', 'bob', 'cyd', 'dan']) places.push((await join(ledger, who)) as Place);
    await join(ledger, 'eve', false); // never reaches a broker
    passes(5);
    await ledger.admitBatch('gate', [], 2);
    await ledger.admitBatch('gate', places.slice(0, 2), 0);
    await ledger.find('ada');
    await ledger.done('ada');
    await ledger.leave('cyd');
    for (let seconds = 0; seconds < 32; seconds += 4) {
      passes(4);
      await ledger.admitBatch('gate', [], 0);
    }
    expect(await ledger.find('bob')).toMatchObject({ reason: 'NO_SHOW' });
    const all = await lives();
    expect(Object.keys(all)).toEqual(
      expect.arrayContaining([
        'room',
        'room:freed',
        'room:waits',
        'room:admittedBy',
        'room:admissions',
        'room:visitor:ada',
      ]),
    );
    for (const [key, seconds] of Object.entries(all)) {
      const most = key === 'room' ? 90 * DAY : 2 * DAY;
      expect([key, seconds > 0 && seconds <= most], `${key} lives for ${seconds} s`).toEqual([key, true]);
    }
    for (const over of ['ada', 'bob', 'cyd']) expect(all[`room:visitor:${over}`]).toBeLessThanOrEqual(DAY);
    if (where === 'at a broker') expect(all['room:visitor:eve']).toBeLessThanOrEqual(120);
  });

  it('also of one in which somebody still waits, and which nobody has asked for since', async () => {
    await join(ledger, 'ada');
    for (const [key, seconds] of Object.entries(await lives())) expect([key, seconds > 0]).toEqual([key, true]);
  });

  it('who is looked after stays: each sign of life begins it anew', async () => {
    await join(ledger, 'ada');
    const record = `waiting-room:{${eventId}}:visitor:ada`;
    await redis.expire(record, 10);
    await ledger.find('ada');
    expect(await redis.ttl(record)).toBeGreaterThan(DAY);
  });

  it('who could not be looked after, since every gate was away, is no no-show', async () => {
    await join(ledger, 'ada');
    await ledger.configure({ open: false });
    await ledger.admitBatch('gate', [], 0);
    passes(300);
    await ledger.admitBatch('gate', [], 0); // the first that is back
    expect(await ledger.find('ada')).toMatchObject({ state: 'WAITING' });
    expect(await ledger.figures()).toMatchObject({ waiting: 1, noShows: 0 });
  });

  it('an event that nobody has set up stores nothing', async () => {
    eventId = unique('invented');
    const invented = open();
    expect([await invented.exists(), await invented.join('ada'), await invented.find('ada')]).toEqual([
      false,
      'NO_ROOM',
      undefined,
    ]);
    expect(await invented.admitBatch('gate', [{ visitorId: 'ada', number: 1, joinedAt: '' }], 9)).toMatchObject({
      ...{ slots: 0, busy: false, verdicts: ['GONE'] },
    });
    expect(await lives()).toEqual({});
  });

  it('no more than may wait are in the line, however many join and leave while the doors are shut', async () => {
    await ledger.configure({ open: false });
    const answers: (Place | string)[] = [];
    for (let n = 0; n < 500; n++) {
      answers.push(await join(ledger, `visitor-${n}`));
      await ledger.leave(`visitor-${n}`);
    }
    const places = answers.filter(answer => typeof answer !== 'string');
    if (where === 'in Redis') {
      expect(places).toHaveLength(500); // each took their place out again
      expect(await redis.xlen(lineOf(eventId))).toBe(0);
    } else {
      expect(places).toHaveLength(5); // which a broker still has
      await ledger.configure({ open: true });
      const { slots, busy } = await ledger.admitBatch('gate', [], 100);
      expect([slots, busy]).toEqual([2, true]); // so a gate goes and gets them
      await ledger.admitBatch('gate', places, 100);
    }
    expect(typeof (await join(ledger, 'ada'))).toBe('object');
    expect(await ledger.figures()).toMatchObject({ waiting: 1 });
  });
});

describe('while a broker is away', () => {
  it('no more have a number than may wait, and after two minutes those are forgotten', async () => {
    const ledger = redisLedger(redis, options)(eventId);
    await ledger.open(settings);
    const answers = [];
    for (let n = 0; n < 500; n++) answers.push(await join(ledger, `visitor-${n}`, false));
    expect(answers.filter(answer => answer !== 'FULL')).toHaveLength(5);
    expect(await redis.keys(`waiting-room:{${eventId}}:visitor:*`)).toHaveLength(5);
    passes(121);
    expect(await join(ledger, 'ada')).toMatchObject({ number: 6 });
  });

  it('places that the line has lost count no longer once it turns out to be empty', async () => {
    const ledger = redisLedger(redis, options)(eventId);
    await ledger.open({ ...settings, open: false });
    for (let n = 0; n < 5; n++) {
      await join(ledger, `visitor-${n}`);
      await ledger.leave(`visitor-${n}`);
    }
    expect(await join(ledger, 'ada')).toBe('FULL');
    expect(await ledger.front(10)).toEqual([]);
    expect(await join(ledger, 'ada')).toMatchObject({ visitorId: 'ada' });
  });
});
