import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';

/** Which of so many shards an event is on: the same for whoever asks. */
export const shardOf = (eventId: string, shards: number): number =>
  createHash('sha256').update(eventId).digest().readUInt32BE() % shards;

export interface Shard {
  /** Throws a Problem 503 while there is none. */
  primary(): Database;
  /** For reads that may be a moment late: the replica, or the primary where that is alone. */
  reading(): Database;
  close(): Promise<void>;
}

/** Asked of a server: on which timeline it writes; null for a replica. Each promotion begins a new one, so of two the higher is right. */
const TIMELINE = `select case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline`;

/**
 * A primary and its replica, whichever of the servers that is: they are asked at the start and four times a second. Who writes to a primary that is
 * gone meanwhile is told 503. No proxy, no DNS: as libpq's target_session_attrs.
 */
export async function openShard(urls: string[], schema: string, connections = 20): Promise<Shard> {
  const servers = urls.map(url => connectToPostgres(url, { schema, connections, patienceMs: 3_000 }));
  const askers = urls.map(url => connectToPostgres(url, { schema, connections: 1, patienceMs: 1_000 }));
  let primary: Database | undefined;
  let reading: Database | undefined;

  async function look(): Promise<void> {
    const asking = askers.map(asker => asker.query<{ timeline: string | null }>(TIMELINE).catch(() => undefined));
    const answers = (await Promise.all(asking)).map((answer, nth) => ({ nth, answer: answer?.rows[0] }));
    const writing = answers.filter(({ answer }) => answer?.timeline);
    const newest = writing.toSorted((a, b) => b.answer!.timeline!.localeCompare(a.answer!.timeline!))[0];
    primary = newest && servers[newest.nth];
    const replica = answers.find(({ answer }) => answer && answer.timeline === null);
    reading = replica ? servers[replica.nth] : primary;
  }

  for (const deadline = Date.now() + 5_000; ; await sleep(100)) {
    await look();
    if (primary || Date.now() > deadline) break;
  }
  const stopLooking = repeat(250, 'Looking for the primary', look);
  const orUnavailable = (which: Database | undefined) => {
    if (!which) throw unavailable('the shard');
    return which;
  };
  return {
    primary: () => orUnavailable(primary),
    reading: () => orUnavailable(reading),
    async close() {
      await stopLooking();
      await Promise.all([...servers, ...askers].map(one => one.close()));
    },
  };
}
