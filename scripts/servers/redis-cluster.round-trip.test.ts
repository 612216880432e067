// What the lessons need of Redis Cluster: keys that spread over its nodes, or stay together in braces.
import { Cluster } from 'ioredis';
import { afterAll, expect, it, vi } from 'vitest';
import { unique, urlOf } from './round-trip.ts';

const cluster = new Cluster([urlOf('REDIS_CLUSTER_URL')]);
afterAll(() => cluster.quit());

it('spreads keys over three nodes and finds them again', async () => {
  const name = unique('availability');
  const keys = Array.from({ length: 60 }, (_, shard) => `${name}:7:${shard}`);
  await Promise.all(keys.map((key, shard) => cluster.set(key, shard, 'EX', 60)));
  expect(await Promise.all(keys.map(key => cluster.get(key)))).toEqual(keys.map((_, shard) => `${shard}`));
  const held = await Promise.all(
    cluster.nodes('master').map(async node => {
      const [, found] = await node.scan('0', 'MATCH', `${name}:*`, 'COUNT', 100_000);
      return found.length;
    }),
  );
  expect(held).toHaveLength(3);
  expect(Math.min(...held)).toBeGreaterThan(0);
  expect(held.reduce((sum, count) => sum + count)).toBe(60);
});

it('gives the first master a replica, and the others none', async () => {
  await vi.waitFor(async () => {
    const nodes = String(await cluster.cluster('NODES')); // one node's view, which gossip brings up to date
    expect(nodes.trim().split('\n')).toHaveLength(4);
    expect(nodes.match(/ (myself,)?slave /g)).toHaveLength(1);
  }, 60_000);
});

it('keeps keys together that share what is in braces, and refuses one command over several nodes', async () => {
  const slot = (key: string) => cluster.cluster('KEYSLOT', key);
  expect(await slot('availability:{E1}:1')).toBe(await slot('availability:{E1}:2'));
  expect(await slot('availability:E1:1')).not.toBe(await slot('availability:E1:2'));
  await expect(cluster.mset('availability:E1:1', 'a', 'availability:E1:2', 'b')).rejects.toThrow(/slot/i);
});
