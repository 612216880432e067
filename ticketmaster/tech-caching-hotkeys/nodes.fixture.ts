import { addressOf } from '@ticketmaster/redis/cluster';
import type { Cluster, Redis } from 'ioredis';

/** The master that has the slot, and another. */
export async function twoMasters(cluster: Cluster, slot: number): Promise<[Redis, Redis]> {
  const masters = cluster.nodes('master');
  const from = masters.find(node => addressOf(node) === cluster.slots[slot]![0])!;
  return [from, masters.find(node => node !== from)!];
}

/** What `redis-cli --cluster reshard` does for one slot. */
export async function move(slot: number, from: Redis, to: Redis): Promise<void> {
  const [fromId, toId] = (await Promise.all([from.cluster('MYID'), to.cluster('MYID')])).map(String);
  await to.cluster('SETSLOT', slot, 'IMPORTING', fromId!);
  await from.cluster('SETSLOT', slot, 'MIGRATING', toId!);
  for (;;) {
    const keys = await from.cluster('GETKEYSINSLOT', slot, 100);
    if (keys.length === 0) break;
    await from.migrate(to.options.host!, to.options.port!, '', 0, 5_000, 'KEYS', ...(keys as string[]));
  }
  for (const node of [to, from]) await node.cluster('SETSLOT', slot, 'NODE', toId!);
}
