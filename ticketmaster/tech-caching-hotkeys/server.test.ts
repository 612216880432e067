// Real processes of the lesson: four of them, ten thousand readers, a rush of sales, and how they end.

import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Counts } from '@ticketmaster/caching-tiers/counts';
import { ask } from '@ticketmaster/testing/client';
import { eventually } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, seat } from './caching.fixture.ts';

const shop = await openShop();
const script = join(import.meta.dirname, 'server.ts');
const OPERATOR = { authorization: 'Bearer let-me-in' };
const start = (more: Record<string, string> = {}) =>
  spawnServer(script, { PG_SCHEMA: shop.schema, OPERATOR_TOKEN: 'let-me-in', ...more });
let servers: Spawned[] = [];
beforeAll(async () => {
  servers = await Promise.all(
    Array.from({ length: 4 }, () =>
      start({
        TTL_MS: '60000',
        LEASE_MS: '20000',
        REDIS_WITHIN_MS: '20000',
        QUERY_WITHIN_MS: '60000',
        HOT_FROM: '500',
      }),
    ),
  );
});
afterAll(async () => {
  await Promise.all(servers.map(server => server.end()));
  await shop.close();
});

interface CacheNow {
  hot: string[];
  counts: Record<string, { versions: Counts; values: Counts }>;
  nodes: { node: string; gets: number }[];
}
const cacheOf = async ({ url }: Spawned) => (await ask('GET', `${url}/api/cache`, OPERATOR)).body as CacheNow;

/** What all processes have counted for a way: pointers and values apart. */
async function loads(way: string): Promise<{ pointers: number; values: number }> {
  const all = await Promise.all(servers.map(cacheOf));
  const sum = (kind: 'versions' | 'values') => all.reduce((total, { counts }) => total + counts[way]![kind].loads, 0);
  return { pointers: sum('versions'), values: sum('values') };
}

describe('ten thousand readers of a cold event, at four processes', () => {
  it('who all come while it is loaded are one query', async () => {
    const eventId = await shop.event();
    await eventually(async () => expect((await shop.db.query('select from changed_event')).rowCount).toBe(0)); // all know of it
    const before = await loads('two-tier');
    const readers = await Promise.all(Array.from({ length: 10_000 }, (_, n) => connected(servers[n % 4]!.url)));
    const answers = await shop.db.transaction(async tx => {
      await tx.query('lock table seat_inventory in access exclusive mode'); // the load takes as long as this
      const answered = readers.map(read => read(`/api/events/${eventId}/availability`));
      await Promise.all(answered.slice(0, 2_000).map(({ sent }) => sent)); // the others come while it ends, and after
      return answered.map(({ status }) => status);
    });
    expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
    const after = await loads('two-tier');
    expect(after).toEqual({ pointers: before.pointers, values: before.values + 1 });
  });

  it('without a cache are a query for each', async () => {
    const eventId = await shop.event();
    const before = await loads('none');
    const path = `/api/events/${eventId}/availability?way=none`;
    await Promise.all(Array.from({ length: 2_000 }, (_, n) => ask('GET', `${servers[n % 4]!.url}${path}`)));
    expect((await loads('none')).values - before.values).toBe(2_000);
  });
});

/** A connection of one reader, who sends when he is told. */
async function connected(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return (path: string) => ({
    sent: new Promise<unknown>(sent =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, sent),
    ),
    status: once(socket, 'data')
      .then(([data]) => Number(String(data).slice(9, 12)))
      .finally(() => socket.destroy()),
  });
}

it('an invalidation storm: six hundred sales at two processes cost a query for a version now and then, not one for each reader', async () => {
  const eventId = await shop.event(1_000);
  const path = `/api/events/${eventId}`;
  const before = await loads('two-tier');
  let going = true;
  let reads = 0;
  const reading = servers.map(async ({ url }) => {
    while (going) {
      const all = await Promise.all(Array.from({ length: 20 }, () => ask('GET', `${url}${path}/availability`)));
      for (const { status } of all) expect(status).toBe(200);
      reads += all.length;
    }
  });
  const sell = (n: number) => {
    const headers = { authorization: 'Bearer ada', 'content-type': 'application/json', 'idempotency-key': `${n}` };
    return ask('POST', `${servers[n % 2]!.url}${path}/sell`, headers, JSON.stringify({ seatId: seat(n) }), 60_000);
  };
  const sales = await Promise.all(Array.from({ length: 600 }, (_, n) => sell(n)));
  going = false;
  await Promise.all(reading);
  expect(sales.filter(({ status }) => status !== 200)).toEqual([]);
  await eventually(async () => {
    for (const { url } of servers) {
      const { body } = await ask('GET', `${url}${path}/availability`);
      expect(body).toMatchObject({ version: 601, available: 400 });
    }
  });
  const after = await loads('two-tier');
  const queries = after.values - before.values + after.pointers - before.pointers;
  expect(queries).toBeLessThanOrEqual(601 + 4); // a version is loaded once by all processes, whatever is read
  expect(reads).toBeGreaterThan(queries);
  expect((await shop.events.sold(eventId)).size).toBe(600);
});

it('a hot event is found by all processes together, is spread over the nodes, and falls back once it has cooled', async () => {
  const [hot, cool] = [await shop.event(), await shop.event()];
  const read = (eventId: string, n: number) =>
    ask('GET', `${servers[n % 4]!.url}/api/events/${eventId}/availability?way=two-tier-sharded`, {
      authorization: `Bearer user-${n}`,
    });
  const keys = async () => {
    const found = await Promise.all(
      (await shop.cluster()).nodes('master').map(node => node.keys(`${shop.prefix}availability:${hot}:*`)),
    );
    return found.map(one => one.length).filter(count => count > 0);
  };
  await read(hot, 0);
  expect(await keys()).toEqual([1]);
  await eventually(async () => {
    await Promise.all(Array.from({ length: 400 }, (_, n) => read(n % 100 ? hot : cool, n)));
    for (const server of servers) expect((await cacheOf(server)).hot).toEqual([hot]);
  });
  await shop.events.sell(hot, 'A-1', crypto.randomUUID()); // a new version, and new keys
  await eventually(async () => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => read(hot, n)));
    const { length } = await keys();
    expect(length).toBeGreaterThan(1); // on more than one node
  });
  const cluster = await shop.cluster();
  const left = await cluster.pttl(`${shop.prefix}availability:${hot}:1:0`); // the old version: nobody deletes it
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(60_000);
  await eventually(async () => {
    for (const server of servers) expect((await cacheOf(server)).hot).toEqual([]);
  });
});

describe('a server', () => {
  it('ends within its time on SIGTERM, and leaves the cluster to the others', async () => {
    const server = await start();
    const eventId = await shop.event();
    expect(await ask('GET', `${server.url}/api/events/${eventId}`)).toMatchObject({ status: 200 });
    expect(await server.end('SIGTERM')).toBe(0);
    expect(await ask('GET', `${servers[0]!.url}/api/events/${eventId}`)).toMatchObject({ status: 200 });
  });

  it('says that its port is taken', async () => {
    const { port } = new URL(servers[0]!.url);
    await expect(start({ PORT: port })).rejects.toThrow(`Port ${port} is taken`);
  });

  it('says that there is no cluster, and does not start', async () => {
    await expect(start({ REDIS_CLUSTER_URL: 'redis://127.0.0.1:1' })).rejects.toThrow('does not answer');
  });

  it('goes on with what is in the database after kill -9', async () => {
    const eventId = await shop.event();
    const server = await start();
    const key = { authorization: 'Bearer ada', 'content-type': 'application/json', 'idempotency-key': 'k' };
    const sale = (url: string) => ask('POST', `${url}/api/events/${eventId}/sell`, key, '{"seatId": "A-1"}');
    const sold = await sale(server.url);
    await server.end('SIGKILL');
    expect(await sale(servers[1]!.url)).toEqual(sold); // the same click again
    await eventually(async () => {
      const { body } = await ask('GET', `${servers[2]!.url}/api/events/${eventId}/availability`);
      expect(body).toMatchObject({ version: 2, available: 103 });
    });
  });
});
