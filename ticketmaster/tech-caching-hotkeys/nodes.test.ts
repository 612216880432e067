// Nodes of the cluster are killed, and a slot moves, while readers read.
import { setTimeout as sleep } from 'node:timers/promises';
import { chosenShards, nodesOf } from '@ticketmaster/caching-tiers/shards';
import { pointerKey } from '@ticketmaster/caching-tiers/versioned';
import { env } from '@ticketmaster/common/env';
import type { Database } from '@ticketmaster/postgres/database';
import { addressOf } from '@ticketmaster/redis/cluster';
import { eventually } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import calculateSlot from 'cluster-key-slot';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openShop, type Process } from './caching.fixture.ts';
import { move, twoMasters } from './nodes.fixture.ts';

const shop = await openShop();
const control = await shop.cluster({ slotsRefreshInterval: 300 });
afterAll(shop.close);
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {})); // nodes are away, and back
afterEach(() => void vi.restoreAllMocks());

const QUERIES = 4;
const EVENTS = 60;

const serverAt = (node: string) =>
  ['redis-cluster', 'redis-cluster-2', 'redis-cluster-3', 'redis-cluster-4'].find(name => {
    const url = env.text(`REDIS_CLUSTER_URL${/-\d/.test(name) ? `_${name.at(-1)}` : ''}`);
    return new URL(url).host === node;
  })!;

const nodeOf = (key: string) => control.slots[calculateSlot(key)]![0]!;

/** Each line of CLUSTER NODES: who it is, where, and whom it follows. */
async function nodesOfCluster() {
  const text = String(await control.cluster('NODES'));
  return text
    .trim()
    .split('\n')
    .map(line => line.split(' '))
    .map(([id, address, flags, follows]) => ({
      id: id!,
      node: address!.split('@')[0]!,
      flags: flags!,
      follows: follows!,
    }));
}

/** The database, and how many queries it had at once. */
function counted(db: Database) {
  const count = { now: 0, most: 0 };
  const query: Database['query'] = async (...args) => {
    count.most = Math.max(count.most, ++count.now);
    return db.query<never>(...args).finally(() => count.now--);
  };
  return { db: { ...db, query }, count };
}

/** Reads events one after the other until it is told to stop; answers how many reads were answered, and what went wrong. */
function reading(one: Process, eventIds: string[], way: 'two-tier' | 'redis' = 'two-tier') {
  let going = true;
  const told = { answered: 0, errors: [] as string[] };
  const reader = async (first: number) => {
    for (let n = first; going; n++) {
      const read = one.ways.byName[way].read('availability', eventIds[n % eventIds.length]!, 'ada');
      await read.then(
        () => told.answered++,
        (error: Error) => told.errors.push(error.message),
      );
      await sleep(1);
    }
  };
  const ended = Promise.all([0, 7, 19, 31].map(reader));
  return {
    async stop() {
      going = false;
      await ended;
      return told;
    },
  };
}

async function shopOf(withinMs = 250) {
  const eventIds = await Promise.all(Array.from({ length: EVENTS }, () => shop.event(26)));
  const { db, count } = counted(shop.db);
  const redis = await shop.cluster({ withinMs });
  const queries = { inFlight: QUERIES, waiting: 1_000 };
  const one = await shop.process({ db, redis, withinMs, queries, ttlMs: 60_000 }, { running: false });
  for (const eventId of eventIds) await one.ways.byName.redis.read('availability', eventId, 'ada');
  return { eventIds, one, count };
}

const fromTier2 = async (one: Process, eventIds: string[]) => {
  const from = await Promise.all(
    eventIds.map(async id => (await one.ways.byName.redis.read('availability', id, 'ada'))!.from),
  );
  return from.filter(where => where === 'l2').length;
};

it('experiment 14: a master that has a replica is killed: every reader is answered, the database asked within its bound, and the replica takes over', async () => {
  const { eventIds, one, count } = await shopOf();
  const nodes = await nodesOfCluster();
  const replica = nodes.find(({ flags }) => flags.includes('slave'))!;
  const master = nodes.find(({ id }) => id === replica.follows)!;
  const [, offsetOfMaster] = /master_repl_offset:(\d+)/.exec(await infoOf(master.node))!;
  await eventually(async () =>
    expect(Number(/slave_repl_offset:(\d+)/.exec(await infoOf(replica.node))![1])).toBeGreaterThanOrEqual(
      Number(offsetOfMaster),
    ),
  );
  const readers = reading(one, eventIds, 'redis');
  await killServer(serverAt(master.node));
  await eventually(async () => expect(await fromTier2(one, eventIds)).toBe(EVENTS)); // what the replica had is served
  const { answered, errors } = await readers.stop();
  expect(errors).toEqual([]);
  expect(answered).toBeGreaterThan(100);
  expect(count.most).toBeLessThanOrEqual(QUERIES);
  const now = await nodesOfCluster();
  expect(now.find(({ id }) => id === replica.id)!.flags).toContain('master');
  await startServer(serverAt(master.node));
  await agreed(); // it follows now
});

it('a master without a replica is killed: its third falls back to the database, the others are served by Redis, and all are once it is back', async () => {
  const { eventIds, one, count } = await shopOf();
  const nodes = await nodesOfCluster();
  const alone = nodes.find(
    ({ id, flags }) => flags.includes('master') && !nodes.some(({ follows }) => follows === id),
  )!;
  const parts = (eventId: string) =>
    [pointerKey(eventId), `availability:${eventId}:1:0`].map(key => nodeOf(shop.prefix + key));
  const elsewhere = eventIds.filter(eventId => !parts(eventId).includes(alone.node));
  expect(elsewhere.length).toBeGreaterThan(5);
  await killServer(serverAt(alone.node));
  const readers = reading(one, eventIds);
  await eventually(async () => expect(await fromTier2(one, elsewhere)).toBe(elsewhere.length));
  const whole = await Promise.all(eventIds.map(eventId => one.ways.byName.redis.read('availability', eventId, 'ada')));
  expect(whole.filter(found => found?.from === 'db').length).toBeGreaterThan(5);
  await startServer(serverAt(alone.node));
  await agreed();
  await eventually(async () => expect(await fromTier2(one, eventIds)).toBe(EVENTS));
  expect((await readers.stop()).errors).toEqual([]);
  expect(count.most).toBeLessThanOrEqual(QUERIES);
});

it('a slot moves to another node while it is read: nobody notices, and the shards are chosen anew', async () => {
  const { eventIds, one } = await shopOf(5_000);
  const eventId = eventIds[0]!;
  const key = `availability:${eventId}:1`;
  const nodesOfShards = () =>
    chosenShards(key, nodesOf(control), shop.prefix).map(shard => nodeOf(shop.prefix + shard));
  const before = chosenShards(key, nodesOf(control), shop.prefix);
  const slot = calculateSlot(shop.prefix + before[0]!); // the key that is read, as nothing is hot
  const [from, to] = await twoMasters(control, slot);
  const readers = reading(one, [eventId], 'redis');
  await move(slot, from, to);
  await eventually(() => expect(control.slots[slot]![0]).toBe(addressOf(to)));
  await eventually(async () => expect(await fromTier2(one, [eventId])).toBe(1));
  const { answered, errors } = await readers.stop();
  expect(errors).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  expect(chosenShards(key, nodesOf(control), shop.prefix)).not.toEqual(before);
  expect(new Set(nodesOfShards()).size).toBe(3); // again one on each
  await move(slot, to, from); // as it was
  await eventually(() => expect(control.slots[slot]![0]).toBe(addressOf(from)));
});

/** Until all four nodes say the same of each other: one that comes back believes for a moment that it is what it was. */
const agreed = () =>
  eventually(async () => {
    const views = await Promise.all(
      control.nodes('all').map(async node =>
        String(await node.cluster('NODES'))
          .replace(/myself,/g, '')
          .split('\n'),
      ),
    );
    expect(views).toHaveLength(4);
    const said = views.map(lines =>
      lines
        .map(line => line.split(' ').slice(0, 4).join(' '))
        .sort()
        .join('\n'),
    );
    expect(new Set(said).size).toBe(1);
    expect(said[0]!.match(/ slave /g)).toHaveLength(1);
    expect(said[0]).not.toContain('fail');
  });

const infoOf = async (node: string) => {
  const one = control.nodes('all').find(client => addressOf(client) === node)!;
  return one.info('replication');
};
