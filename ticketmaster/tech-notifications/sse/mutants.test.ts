// Planted bugs: each is the channel with one thing changed, and the promise or check that catches it.
import { env } from '@ticketmaster/common/env';
import { type Promised, promises } from '@ticketmaster/notifications/promises';
import { expect, it } from 'vitest';
import { sseUnderTest } from './channel.fixture.ts';
import type { Parts } from './channel.ts';
import type { Settings } from './server.fixture.ts';
import { checks, NEVER } from './stream-promises.ts';
import type { Listener, Streams } from './streams.ts';

const servers = { pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') };

type Query = Parts['db']['query'];
const withQuery = (parts: Parts, query: Query): Parts => ({ ...parts, db: { ...parts.db, query } });
const withStreams = (parts: Parts, change: Partial<Streams>): Parts => ({
  ...parts,
  streams: { ...parts.streams, ...change },
});

/** Every listener that was ever added. */
function everybody(parts: Parts): { parts: Parts; all: Set<Listener> } {
  const all = new Set<Listener>();
  const add: Streams['add'] = listener => {
    all.add(listener);
    parts.streams.add(listener);
  };
  return { parts: withStreams(parts, { add }), all };
}

const rowsOf = (change: (rows: never[]) => never[]) => (parts: Parts) => {
  const query: Query = async (sql, values) => {
    const result = await parts.db.query<never>(sql, values);
    return sql.includes('unnest($1::text[], $2::int[]) as listener')
      ? { ...result, rows: change(result.rows) }
      : result;
  };
  return withQuery(parts, query);
};

const changes = {
  'tells everybody what is for one': parts => {
    const { parts: watched, all } = everybody(parts);
    return withStreams(watched, { of: () => [...all] });
  },
  'forgets what was missed': rowsOf(() => []),
  'replays the newest first': rowsOf(rows => rows.toReversed()),
  'believes any key': parts => ({ ...parts, authenticate: async request => String(request.params.visitorId) }),
  'replays what has expired': parts => ({ ...parts, now: () => 0 }),
  'replays first, and joins the streams then': parts => {
    const late: Listener[] = [];
    const query: Query = async (sql, values) => {
      const result = await parts.db.query<never>(sql, values);
      if (sql.includes('last_seq as seq')) for (const one of late.splice(0)) parts.streams.add(one);
      return result;
    };
    return withStreams(withQuery(parts, query), { add: listener => void late.push(listener) });
  },
  'writes what it wrote before': parts =>
    withStreams(parts, {
      send: (listener, one) => parts.streams.send(Object.assign(listener, { cursor: one.seq - 1 }), one),
    }),
} satisfies Record<string, (parts: Parts) => Parts>;

it.each<[Promised, keyof typeof changes]>([
  ['catchesUp', 'forgets what was missed'],
  ['survivesRestart', 'forgets what was missed'],
  ['onceInEffect', 'forgets what was missed'],
  ['catchesUp', 'replays the newest first'],
  ['private', 'believes any key'],
  ['refusesForgery', 'believes any key'],
  ['expiresQuietly', 'replays what has expired'],
])('%s catches one that %s', async (promise, bug) => {
  const channel = { ...sseUnderTest(servers, { changed: changes[bug] }), patienceMs: 1_500 };
  await expect(promises[promise](channel)).rejects.toThrow();
});

it.each<[keyof typeof checks, string, Settings]>([
  ['onlyTheirs', 'tells everybody what is for one', { changed: changes['tells everybody what is for one'] }],
  [
    'noGap',
    'replays first, and joins the streams then',
    { changed: changes['replays first, and joins the streams then'] },
  ],
  ['onceOnTheStream', 'writes what it wrote before', { changed: changes['writes what it wrote before'] }],
  ['sweeps', 'does not sweep', { sweepMs: NEVER }],
  ['dropsTheSlow', 'keeps what nobody reads', { unread: Number.POSITIVE_INFINITY }],
])('%s catches one that %s', async (check, _bug, settings) => {
  await expect(checks[check](servers, settings)).rejects.toThrow();
});
