import { circuitBreaker } from '@ticketmaster/limits/breaker';
import { addressOf } from '@ticketmaster/redis/cluster';
import calculateSlot from 'cluster-key-slot';
import { expect, it, onTestFinished } from 'vitest';
import { breakersOf, chosenShards, type NodeOfSlot, nodesOf, shardOf } from './shards.ts';
import { openCluster } from './tiers.fixture.ts';

const thirds: NodeOfSlot = slot => `node ${Math.floor((slot * 3) / 16_384)}`;
const EVENTS = 2_000;

/** The mean share of the node that gets the most, over many events, when readers spread evenly over these keys. */
function busiest(keysOf: (key: string) => string[]): number {
  let sum = 0;
  for (let event = 0; event < EVENTS; event++) {
    const keys = keysOf(`availability:E${event}:7`);
    const nodes = Map.groupBy(keys, key => thirds(calculateSlot(key)));
    sum += Math.max(...[...nodes.values()].map(({ length }) => length)) / keys.length;
  }
  return sum / EVENTS;
}

const blind = (shards: number) => (key: string) => Array.from({ length: shards }, (_, n) => `${key}:${n}`);

it('experiment 13: the busiest node gets all of one key, half of four blind shards, 45 % of sixteen, a third of three chosen ones', () => {
  expect(busiest(blind(1))).toBe(1);
  expect(busiest(blind(4))).toBe(0.5);
  expect(busiest(blind(16))).toBeCloseTo(0.45, 1);
  expect(busiest(key => chosenShards(key, thirds))).toBeCloseTo(1 / 3, 5);
});

it('the planted bug, braces in the key, puts all shards on one node', () => {
  expect(busiest(key => blind(16)(key.replace(/E\d+/, '{$&}')))).toBe(1);
});

it('finds a suffix for each node in three and a half tries', () => {
  let tries = 0;
  for (let event = 0; event < EVENTS; event++)
    tries += Math.max(...chosenShards(`availability:E${event}:7`, thirds).map(key => Number(key.split(':')[3]) + 1));
  expect(tries / EVENTS).toBeGreaterThan(3);
  expect(tries / EVENTS).toBeLessThan(4);
});

it('the real cluster says the same: CLUSTER KEYSLOT, and one shard on each master', async () => {
  const { cluster, close } = await openCluster();
  onTestFinished(close);
  const key = 'availability:E1:7';
  const shards = chosenShards(key, nodesOf(cluster));
  expect(await Promise.all(shards.map(shard => cluster.cluster('KEYSLOT', shard)))).toEqual(shards.map(calculateSlot));
  const masters = cluster.nodes('master').map(addressOf);
  expect(shards.map(shard => nodesOf(cluster)(calculateSlot(shard))).sort()).toEqual(masters.sort());
});

it('takes what Redis puts in front of a key into account, and is content with the nodes there are', () => {
  const prefixed = chosenShards('availability:E1:7', thirds, 'lab:');
  expect(new Set(prefixed.map(key => thirds(calculateSlot(`lab:${key}`)))).size).toBe(3);
  expect(chosenShards('availability:E1:7', () => 'only one')).toEqual(['availability:E1:7:0']);
  expect(chosenShards('availability:E1:7', () => undefined)).toEqual(['availability:E1:7:0']); // the client knows no node yet
});

it('has a breaker for each node: where one is open, the keys of the others are asked for', () => {
  const breakerOf = breakersOf(thirds, () => circuitBreaker({ failures: 1, openMs: 60_000 }), 'lab:');
  const keys = Array.from({ length: 100 }, (_, n) => `version:E${n}`);
  const node = (key: string) => thirds(calculateSlot(`lab:${key}`));
  breakerOf(keys[0]!).failed();
  for (const key of keys) expect(breakerOf(key).mayAsk()).toBe(node(key) !== node(keys[0]!));
});

it('gives a user always the same shard, and many users each shard alike', () => {
  const shards = ['a', 'b', 'c'];
  const chosen = Array.from({ length: 3_000 }, (_, n) => shardOf(`user-${n}`, shards));
  expect(shardOf('user-7', shards)).toBe(chosen[7]);
  for (const shard of shards) expect(chosen.filter(one => one === shard).length).toBeGreaterThan(900);
});
