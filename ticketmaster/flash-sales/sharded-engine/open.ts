import type { FlashSale } from '@ticketmaster/flash-sales/flash-sale';
import { connectVoters } from '@ticketmaster/locking-redlock/voters';
import { GROUP } from '@ticketmaster/replicated-servers/redis';
import { bareLocks, tokenLocks } from './locks.ts';
import { sentOf } from './mail/inbox.ts';
import { type SaleParts, type SeatSale, shardedSale } from './sale.ts';
import { openShards, type Shard } from './shard.ts';
import { makeTables } from './tickets.ts';
import { wirings } from './wirings.ts';

export interface OpenParts extends Pick<SaleParts, 'wiring' | 'instance'> {
  /** The URLs of both servers of each shard. */
  shardUrls: string[][];
  sentinels: { host: string; port: number }[];
  schema: string;
  /** So long is a seat stuck where its buyer's process dies. ms */
  lockMs?: number;
}

/** Opens the connections, hands them to the sale, and closes them. */
export async function openSale(
  parts: OpenParts,
): Promise<FlashSale & SeatSale & { shards: Shard[]; ready(): Promise<unknown> }> {
  const { shardUrls, sentinels, schema, lockMs = 5_000, wiring = wirings.protected, ...options } = parts;
  const shards = await openShards(shardUrls, schema);
  await Promise.all(shards.map(shard => makeTables(shard.primary(), schema)));
  const { host, port } = sentinels[0]!;
  const voters = await connectVoters([`redis://${host}:${port}`], 250, { sentinels, name: GROUP });
  const lockAll = wiring.lock === 'token' ? tokenLocks(voters, lockMs) : bareLocks(voters);
  return {
    ...shardedSale({ shards, lockAll, wiring, mails: eventId => sentOf(shards, eventId), ...options }),
    shards,
    ready: async () => Promise.all(shards.map(shard => shard.primary().query('select 1'))),
    async close() {
      for (const { redis } of voters) redis.disconnect();
      await Promise.all(shards.map(shard => shard.close()));
    },
  };
}
