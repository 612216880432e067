// What room-promises.ts does not see of admissions that are told: the crash of a server, a lost answer, what is left behind.
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { spawnServer } from '@ticketmaster/testing/processes';
import { proxyTo } from '@ticketmaster/testing/proxy';
import type { Admitted } from '@ticketmaster/waiting-room/ledger';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Handler, type Relay, type RelayOptions, relayAdmissions } from './admissions.ts';
import { redisLedger } from './redis-ledger.ts';

const url = env.text('REDIS_URL');
const redis = new Redis(url);
const settings = { capacity: 1_000, admitPerSecond: 10_000, admissionSeconds: 600, noShowSeconds: 60, open: true };
vi.spyOn(console, 'error').mockImplementation(() => {});

let eventId: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  eventId = unique('event');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => redis.quit());

/** Lets that many in, by a server that dies before it tells anybody. */
async function letIn(visitors: number, connection = redis, keepAdmissions = 100_000): Promise<void> {
  const ledger = redisLedger(connection, { keepAdmissions })(eventId);
  await ledger.open(settings);
  const joined = Array.from({ length: visitors }, async (_, n) => {
    const visitorId = `visitor-${n}`;
    const { number } = (await ledger.join(visitorId)) as { number: number };
    await ledger.enqueued(visitorId, number);
    return { visitorId, number, joinedAt: '' };
  });
  await ledger.admitBatch('gate', await Promise.all(joined), 0);
}

/** A relay whose handler is told of this event alone: others share the Redis. */
function relay(handler: Handler, options: RelayOptions = {}, connection = redis): Relay {
  const ours: Handler = async admissions => {
    const these = admissions.filter(admission => admission.eventId === eventId);
    if (these.length) await handler(these);
  };
  const opened = relayAdmissions(connection, ours, { everyMs: 20, leaseMs: 100, ...options });
  closers.push(opened.close);
  return opened;
}

const stream = () => `waiting-room:{${eventId}}:admissions`;
const ids = (admissions: Admitted[]) => admissions.map(({ id }) => id);

it('a server that dies right after it let somebody in: another one tells, though nobody asks for that event', async () => {
  const dying = new Redis(url);
  await letIn(3, dying);
  dying.disconnect();
  const told: Admitted[] = [];
  relay(async admissions => void told.push(...admissions));
  await eventually(() => expect(ids(told)).toEqual([1, 2, 3].map(nth => `${eventId}:${nth}`)));
  expect(told[0]).toMatchObject({ eventId, visitorId: 'visitor-0', number: 1, admission: 1 });
  expect(told[0]!.expiresAt - told[0]!.admittedAt).toBe(600_000);
  await eventually(async () => expect(await redis.xlen(stream())).toBe(0)); // handled, so nothing is left
});

it('a handler that fails, and a server that dies while it handles: told again, with the same ids, in their order', async () => {
  await letIn(250);
  const handed: Admitted[] = [];
  const dying = new Redis(url);
  dying.on('error', () => {});
  const opened = relay(
    async admissions => {
      handed.push(...admissions);
      dying.disconnect(); // before it could say that they are handled
    },
    {},
    dying,
  );
  await eventually(() => expect(handed).toHaveLength(100));
  const told: Admitted[] = [];
  let failures = 2;
  relay(async admissions => {
    if (failures-- > 0) throw new Error('the outbox is away');
    told.push(...admissions);
  });
  await eventually(() => expect(new Set(ids(told)).size).toBe(250));
  expect(ids(told)).toEqual(expect.arrayContaining(ids(handed)));
  await opened.close();
});

it('a server that is killed (kill -9) with admissions in its hands: another one tells them all', async () => {
  await letIn(3);
  const dying = await spawnServer(join(import.meta.dirname, 'dying-relay.fixture.ts'), { EVENT: eventId });
  expect(await dying.end('SIGKILL')).toBe('SIGKILL');
  const told: Admitted[] = [];
  relay(async admissions => void told.push(...admissions));
  await eventually(() => expect(ids(told)).toEqual([1, 2, 3].map(nth => `${eventId}:${nth}`)));
});

it('an admission is kept until its handler is done, and not only until that begins', async () => {
  await letIn(2);
  const kept = Promise.withResolvers<number>();
  relay(async () => kept.resolve(await redis.xlen(stream())));
  expect(await kept.promise).toBe(2);
});

it('two servers tell each once while nobody fails', async () => {
  await letIn(1_000);
  const told: Admitted[] = [];
  for (let server = 0; server < 2; server++)
    relay(async admissions => void told.push(...admissions), { leaseMs: 10_000 });
  await eventually(() => expect(told.length).toBeGreaterThanOrEqual(1_000));
  expect(new Set(ids(told)).size).toBe(1_000);
  expect(told).toHaveLength(1_000);
});

it('an answer of Redis that is lost: told twice at most, by the same id', async () => {
  await letIn(5);
  const proxy = await proxyTo(url);
  const through = new Redis(proxy.url, { commandTimeout: 200, maxRetriesPerRequest: null });
  through.on('error', () => {});
  closers.push(async () => {
    through.disconnect();
    await proxy.close();
  });
  const told: Admitted[] = [];
  relay(
    async admissions => {
      if (told.length === 0) proxy.loseAnswers(); // that of XACK and XDEL
      told.push(...admissions);
    },
    {},
    through,
  );
  await eventually(() => expect(told.length).toBeGreaterThanOrEqual(5));
  proxy.mend();
  await eventually(async () => expect(await redis.xlen(stream())).toBe(0));
  expect(new Set(ids(told)).size).toBe(5);
  expect(told.length).toBeLessThanOrEqual(10);
});

it('a relay that is woken looks at once', async () => {
  const told: Admitted[] = [];
  const { wake } = relay(async admissions => void told.push(...admissions), { everyMs: 3_600_000 });
  await letIn(1);
  wake(eventId);
  await eventually(() => expect(ids(told)).toEqual([`${eventId}:1`]));
});

it('keeps no more than it is told to while nobody relays, and nothing where it is told to keep none', async () => {
  await letIn(1_000, redis, 100);
  expect(await redis.xlen(stream())).toBeLessThanOrEqual(300); // MAXLEN ~ drops whole nodes of a hundred entries
  eventId = unique('silent');
  await letIn(10, redis, 0);
  expect(await redis.exists(stream())).toBe(0);
});
