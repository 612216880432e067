import { unavailable } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import { outboxIn } from '@ticketmaster/notifications-outbox/outbox';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Shard } from './shard.ts';
import { SOLD } from './tickets.ts';

/**
 * What Kafka hears of a sold ticket, as JSON.
 * @message sold over kafka `{TOPIC}`
 * @field ticketId by which the inbox knows it again
 * @field email where the confirmation goes
 * @lost The relay forgets a ticket only when Kafka has it, and Kafka keeps it for seven days.
 * @twice Written down and mailed once: the inbox knows the ticket.
 */
export interface Sold {
  type: typeof SOLD;
  ticketId: string;
  eventId: string;
  seatId: string;
  userId: string;
  email: string;
}

export interface RelayParts {
  shards: Shard[];
  /** Resolves once all of it is safe in Kafka; rejects when that is not certain. */
  publish: (sold: Sold[]) => Promise<void>;
  /** Told between two steps; what it throws happens there. */
  reached?: (step: 'claimed' | 'published') => unknown;
}

const MOST = 200;
const CHANNEL = 'kafka';

/**
 * Publishes what the shards announce, a batch at a time:
 *
 *   claim    select … for update skip locked     whoever else relays takes others
 *   publish  to Kafka, acks = all
 *   forget   delete, and commit
 *
 * Who dies in between has published some twice, and none not at all. Answers how many it was.
 */
export async function relayOnce({ shards, publish, reached = () => {} }: RelayParts): Promise<number> {
  const counts = await Promise.all(
    shards.map(shard =>
      shard.primary().transaction(async tx => {
        const claimed = await claim(tx);
        if (claimed.length === 0) return 0;
        await reached('claimed');
        await publish(claimed.map(({ data }) => ({ type: SOLD, ...data }))).catch(() => {
          throw unavailable('Kafka'); // rolled back: it is published again
        });
        await reached('published');
        await forget(tx, claimed);
        return claimed.length;
      }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Relays until it is stopped: ten times a second, and at once again while there is much. */
export const relaying = (parts: RelayParts): (() => Promise<void>) =>
  repeat(100, 'Publishing', async stop => {
    while (!stop.aborted && (await relayOnce(parts)) >= MOST);
  });

interface Claimed {
  id: string;
  data: Omit<Sold, 'type'>;
}

/** @hears ticket.sold */
async function claim(tx: Connection): Promise<Claimed[]> {
  const { rows } = await tx.query<Claimed>(
    `select notification_id as id, data from unpublished join notification using (notification_id)
      order by notification_id limit ${MOST}
        for update of unpublished skip locked`,
    [],
  );
  return rows;
}

async function forget(tx: Connection, claimed: Claimed[]): Promise<void> {
  const at = Date.now();
  const attempts = claimed.map(({ id }) => ({
    notificationId: id,
    state: 'DELIVERED' as const,
    detail: 'published',
    at,
  }));
  await outboxIn(tx).record(CHANNEL, attempts);
  await tx.query('delete from unpublished where notification_id = any($1)', [claimed.map(({ id }) => id)]);
}
