// The room on a line in memory, and for each of its promises a broken room that the check catches.
import { env } from '@ticketmaster/common/env';
import type { Ledger, Settings } from '@ticketmaster/waiting-room/ledger';
import type { OpenLine } from '@ticketmaster/waiting-room/line';
import { memoryLine } from '@ticketmaster/waiting-room/memory-line';
import type { RoomSetup } from '@ticketmaster/waiting-room/room.fixture';
import { describeRoom } from '@ticketmaster/waiting-room/room-conformance';
import { type RoomPromised, roomPromises } from '@ticketmaster/waiting-room/room-promises';
import { Redis } from 'ioredis';
import { afterAll, expect, it, vi } from 'vitest';
import { type Handler, relayAdmissions } from './admissions.ts';
import { redisLedger } from './redis-ledger.ts';

const redis = new Redis(env.text('REDIS_URL'));
afterAll(() => redis.quit());

interface Change {
  ledger?: (ledger: Ledger, nthServer: number) => Partial<Ledger>;
  /** The ledger's name for an event, in that server. */
  nameFor?: (eventId: string, nthServer: number) => string;
  line?: OpenLine;
  handler?: (handler: Handler) => Handler;
}

function room({ ledger, nameFor = eventId => eventId, line, handler: changed = same }: Change = {}): RoomSetup {
  const { openGate } = memoryLine();
  let servers = 0;
  return {
    async openServer(now) {
      const nth = servers++;
      const openLedger = redisLedger(redis, { now, keepAdmissions: 1_000 });
      return {
        openLine: line ?? (async eventId => (await openGate(eventId)).line),
        openLedger(eventId) {
          const inner = openLedger(nameFor(eventId, nth));
          return { ...inner, ...ledger?.(inner, nth) };
        },
        relay: handler => relayAdmissions(redis, changed(handler), { everyMs: 20, leaseMs: 200 }),
        close: async () => {},
      };
    },
  };
}

const same = (handler: Handler) => handler;

describeRoom('a line in memory', room());

const setting = (change: Partial<Settings>): Change => ({
  ledger: ({ open, configure }) => ({
    open: defaults => open({ ...defaults, ...change }),
    configure: settings => configure({ ...settings, ...change }),
  }),
});

const backwards: OpenLine = async eventId => {
  const { line } = await memoryLine().openGate(eventId);
  return { ...line, next: async max => (await line.next(100)).reverse().slice(0, max) };
};

const broken: [RoomPromised, string, Change][] = [
  ['firstInFirstOut', 'lets in the last first', { line: backwards }],
  ['capacity', 'knows no capacity', setting({ capacity: 1_000 })],
  ['rate', 'knows no rate', setting({ admitPerSecond: 1_000 })],
  [
    'joinsOnce',
    'gives a new number each time',
    {
      ledger: ({ join, leave }) => ({
        async join(visitorId) {
          await leave(visitorId);
          return join(visitorId);
        },
      }),
    },
  ],
  ['noShow', 'waits for ever for those who are gone', setting({ noShowSeconds: 3_600 })],
  ['timesOut', 'lets everybody stay', setting({ admissionSeconds: 3_600 })],
  ['earlyRelease', 'keeps the slot of who has finished', { ledger: () => ({ done: async () => 'ADMITTED' }) }],
  ['drains', 'takes who comes all the same', setting({ draining: false })],
  ['tokens', 'believes any token that was ever good', { ledger: () => ({ isInside: async () => true }) }],
  ['restart', 'is known to one server alone', { nameFor: (eventId, nth) => `${eventId}-${nth}` }],
  ['twoServers', 'counts in each server for itself', { nameFor: (eventId, nth) => `${eventId}-${nth}` }],
  [
    'tellsTheTime',
    'guesses a minute each',
    {
      ledger: ({ find }) => ({
        async find(visitorId) {
          const visitor = await find(visitorId);
          return visitor?.state === 'WAITING' ? { ...visitor, etaSeconds: visitor.position * 60 } : visitor;
        },
      }),
    },
  ],
  [
    'ownPlace',
    'gives a place to whoever asks for it',
    { ledger: ({ join }) => ({ join: visitorId => join(visitorId) }) },
  ],
  ['inventedEvents', 'believes in any event', { ledger: () => ({ exists: async () => true }) }],
  [
    'idleRooms',
    'never rests',
    {
      ledger: ({ admitBatch }) => ({
        admitBatch: async (...batch) => ({ ...(await admitBatch(...batch)), busy: true }),
      }),
    },
  ],
  [
    'tellsAdmissions',
    'takes being told for handled',
    { handler: tell => admissions => tell(admissions).catch(() => {}) },
  ],
];

it('has a broken room for each promise', () => {
  expect(broken.map(([promise]) => promise)).toEqual(Object.keys(roomPromises));
});

it.each(broken)('%s: catches a room that %s', async (promise, _what, change) => {
  let time = Date.now();
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => (time += 1_000)); // patience passes quickly
  try {
    await expect(roomPromises[promise](room(change))).rejects.toThrow();
  } finally {
    clock.mockRestore();
  }
});
