import { addressOf } from '@ticketmaster/redis/cluster';
import calculateSlot from 'cluster-key-slot';
import type { Cluster } from 'ioredis';

export type Values = (string | null)[];

/**
 * Many keys from a cluster, in the order of `keys`: the same answer in six ways that differ in their round trips. `withAutoPipelining` is a client
 * of the same cluster made with enableAutoPipelining.
 */
export function manyReads(cluster: Cluster, withAutoPipelining: Cluster) {
  /** Puts what was asked for in groups back into the order of the keys. */
  async function inGroups(
    keys: string[],
    groupOf: (key: string) => string | number,
    read: (group: string[]) => Promise<Values>,
  ): Promise<Values> {
    const found = new Map<string, string | null>();
    const groups = [...Map.groupBy(keys, groupOf).values()];
    await Promise.all(
      groups.map(async group => {
        for (const [i, value] of (await read(group)).entries()) found.set(group[i]!, value);
      }),
    );
    return keys.map(key => found.get(key) ?? null);
  }

  const nodeOf = (key: string) => cluster.slots[calculateSlot(key)]![0]!;

  return {
    /** N round trips, one after the other. */
    async 'one by one'(keys: string[]): Promise<Values> {
      const values: Values = [];
      for (const key of keys) values.push(await cluster.get(key));
      return values;
    },

    /** Sent without waiting, each in a packet of its own: little waiting, much work. */
    'all at once': (keys: string[]): Promise<Values> => Promise.all(keys.map(key => cluster.get(key))),

    /** The client gathers what is asked for in one turn of the event loop, and sends one pipeline to each node. */
    'auto-pipelined': (keys: string[]): Promise<Values> => Promise.all(keys.map(key => withAutoPipelining.get(key))),

    /** One round trip to each node, all at once: keys grouped by the node that has their slot, a pipeline for each. */
    'pipeline per node': (keys: string[]): Promise<Values> =>
      inGroups(keys, nodeOf, async group => {
        const pipeline = cluster
          .nodes('master')
          .find(node => addressOf(node) === nodeOf(group[0]!))!
          .pipeline();
        for (const key of group) pipeline.get(key);
        return (await pipeline.exec())!.map(([error, value]) => {
          if (error) throw error; // such as MOVED: a slot has just left this node
          return value as string | null;
        });
      }),

    /** MGET takes keys of one slot only: with keys that are spread, nearly one command for each. */
    'MGET per slot': (keys: string[]): Promise<Values> => inGroups(keys, calculateSlot, group => cluster.mget(group)),

    /** One script, one round trip, one node: only for keys that share what is in braces. */
    'Lua in one slot': async (keys: string[]): Promise<Values> =>
      (await cluster.eval(`return redis.call('mget', unpack(KEYS))`, keys.length, ...keys)) as Values,
  };
}

export type Method = keyof ReturnType<typeof manyReads>;
