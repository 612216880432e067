import type { Breaker } from '@ticketmaster/limits/breaker';
import calculateSlot from 'cluster-key-slot';
import type { Cluster } from 'ioredis';

/** Which node of the cluster has a slot, 0 to 16383; undefined for a slot that nobody has. */
export type NodeOfSlot = (slot: number) => string | undefined;

/** By the slot map that the client has at this moment: it changes when slots move and when a replica takes over. */
export const nodesOf =
  (cluster: Cluster): NodeOfSlot =>
  slot =>
    cluster.slots[slot]?.[0];

/** A circuit breaker for each node of the cluster, made by `make`: the one of the node that has a key. */
export function breakersOf(nodeOf: NodeOfSlot, make: () => Breaker, prefix = ''): (key: string) => Breaker {
  const byNode = new Map<string, Breaker>();
  return key => {
    const node = nodeOf(calculateSlot(prefix + key)) ?? '';
    const breaker = byNode.get(node) ?? make();
    byNode.set(node, breaker);
    return breaker;
  };
}

/** Each node is hit once in 3.5 tries on average with three nodes, and after 64 only a node with hardly a slot is missed. */
const TRIES = 64;

/**
 * The suffixes `key:0`, `key:1`, … that are chosen so that each node has exactly one of them. Counting on is not enough: CRC16 keeps keys
 * that differ in a digit at fixed distances, and of four such keys two always meet on one of three nodes. Every process that sees the same
 * slot map chooses the same. `prefix` is what Redis sees in front of the keys.
 */
export function chosenShards(key: string, nodeOf: NodeOfSlot, prefix = ''): string[] {
  const byNode = new Map<string, string>();
  const nodes = countNodes(nodeOf);
  for (let suffix = 0; suffix < TRIES && byNode.size < nodes; suffix++) {
    const shard = `${key}:${suffix}`;
    const node = nodeOf(calculateSlot(prefix + shard));
    if (node !== undefined && !byNode.has(node)) byNode.set(node, shard);
  }
  return byNode.size ? [...byNode.values()] : [`${key}:0`];
}

/** How many nodes have slots; looked at on every 64th slot, as slots come in long ranges. */
function countNodes(nodeOf: NodeOfSlot): number {
  const nodes = new Set<string>();
  for (let slot = 0; slot < 16_384; slot += 64) nodes.add(nodeOf(slot) ?? '');
  nodes.delete('');
  return nodes.size;
}

/** hash(userId) % N: the same user reads the same shard. */
export function shardOf<T>(userId: string, shards: readonly T[]): T {
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (let i = 0; i < userId.length; i++) hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193);
  return shards[(hash >>> 0) % shards.length]!;
}
