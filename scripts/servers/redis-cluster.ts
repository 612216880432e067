import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Kind } from './kind.ts';
import { redis } from './redis.ts';

const SLOTS = 16_384;
const MASTERS = 3;

/**
 * Three Redis servers that share the 16384 slots among them, and a fourth that is the replica of the first: one node may die and be taken
 * over, and two may die and be missed. Their bus ports lie 10000 above.
 */
export const redisCluster: Kind = {
  ...redis,
  title: 'Redis Cluster node',
  instances: 4,
  port: 71,
  ports: [10_000],
  variable: 'REDIS_CLUSTER_URL',
  composeService: 'redis-cluster', // there one container holds all of them

  launch(place) {
    const { command, args } = redis.launch(place);
    const cluster = [
      '--cluster-enabled',
      'yes',
      '--cluster-config-file',
      'nodes.conf',
      '--cluster-node-timeout',
      '2000',
      '--cluster-require-full-coverage',
      'no', // while a third of the slots is missed, the others go on: right for a cache
    ];
    return { command, args: [...args, ...cluster] };
  },

  async together(urls) {
    const nodes = urls.map(url => new Redis(url, { maxRetriesPerRequest: 2, connectTimeout: 3_000 }));
    try {
      await Promise.all(nodes.slice(0, MASTERS).map((node, i) => takeShare(node, i, MASTERS)));
      const [first, ...others] = nodes;
      for (const { options } of others) await first!.cluster('MEET', options.host!, options.port!);
      await eventually(async () => {
        for (const node of nodes) {
          const info = String(await node.cluster('INFO'));
          if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${nodes.length}`))
            throw new Error(info);
        }
      });
      for (const [i, node] of nodes.slice(MASTERS).entries()) await followUnlessBusy(node, nodes[i]!);
    } finally {
      for (const node of nodes) node.disconnect();
    }
  },
};

/** A node that owns no slot yet is given its third; and an epoch of its own, so that the first claims cannot collide. */
async function takeShare(node: Redis, index: number, nodes: number): Promise<void> {
  const info = String(await node.cluster('INFO'));
  if (!info.includes('cluster_slots_assigned:0\r\n') || !info.includes('cluster_known_nodes:1\r\n')) return;
  await node.cluster('SET-CONFIG-EPOCH', index + 1);
  const [first, last] = [index, index + 1].map(part => Math.floor((part * SLOTS) / nodes));
  await node.call('CLUSTER', 'ADDSLOTSRANGE', first!, last! - 1);
}

/** A node that owns no slot and follows nobody is made the replica of `master`; one that has taken over stays as it is. */
async function followUnlessBusy(node: Redis, master: Redis): Promise<void> {
  const nodes = String(await node.cluster('NODES')).split('\n');
  const itself = nodes.find(line => line.includes('myself'))!;
  if (/master.* connected \d/.test(itself)) return;
  if (itself.includes('master')) await node.cluster('REPLICATE', String(await master.cluster('MYID')));
  await eventually(async () => {
    const role = String(await node.info('replication'));
    if (!role.includes('master_link_status:up')) throw new Error(role);
  });
}

async function eventually(check: () => Promise<void>, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`The Redis Cluster did not form in ${withinMs / 1000} s:\n${error}`);
      await sleep(50);
    }
  }
}
