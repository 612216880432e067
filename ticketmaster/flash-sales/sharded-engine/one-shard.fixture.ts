// A shard that is the lab's PostgreSQL, in a schema of its own, for what needs no replica, no Redis and no Kafka.
import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll } from 'vitest';
import { openShards, type Shard } from './shard.ts';
import { makeTables } from './tickets.ts';

/** Once for a file of tests. */
export function oneShard(): () => Shard {
  const schema = unique('engine');
  let shards: Shard[] = [];
  beforeAll(async () => {
    shards = await openShards([[env.text('PG_URL')]], schema);
    await makeTables(shards[0]!.primary(), schema);
  });
  afterAll(async () => {
    for (const shard of shards) {
      await shard.primary().query(`drop schema if exists ${schema} cascade`);
      await shard.close();
    }
  });
  return () => shards[0]!;
}
