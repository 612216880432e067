import { createHash } from 'node:crypto';
import { connectToDatabases, type Databases } from '@ticketmaster/replicated-servers/databases';

/** Which of so many shards an event is on: the same for whoever asks. */
export const shardOf = (eventId: string, shards: number): number =>
  createHash('sha256').update(eventId).digest().readUInt32BE() % shards;

/** A primary and its replica, which are asked four times a second which of them it is. */
export type Shard = Databases;

export const openShards = (shardUrls: string[][], schema: string, connections = 20): Promise<Shard[]> =>
  Promise.all(
    shardUrls.map(urls => connectToDatabases({ urls, schema, connections, patienceMs: 3_000, name: 'the shard' })),
  );
