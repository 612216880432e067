import type { FlashSale } from '@ticketmaster/flash-sales/flash-sale';
import { redisLocks } from '@ticketmaster/locking-redlock/lock';
import { connectVoters } from '@ticketmaster/locking-redlock/voters';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { connectToProvider } from '@ticketmaster/two-phase-payments/client';
import { ledgerOf } from '@ticketmaster/two-phase-payments/ledger';
import { chargingBy } from './charging.ts';
import { oneAsks } from './one-asks.ts';
import { disasterSale, type SaleParts } from './sale.ts';
import { makeTables } from './stock.ts';

/** How long Redis is waited for: less than the lock lasts. ms */
const REDIS_MS = 1_000;

export interface OpenParts extends Pick<SaleParts, 'wiring' | 'reservedMs' | 'graceMs' | 'traced'> {
  pgUrl: string;
  schema: string;
  redisUrl: string;
  /** The stand-in, or '' for Stripe itself. */
  providerUrl: string;
  key: string;
  /** As the drawing has it 5,000: so long is an item stuck where its buyer's server dies. ms */
  lockMs?: number;
  /** How long the provider is waited for. ms */
  patienceMs?: number;
  /** How long who does not get the lock waits for it: not at all, unless it is said. ms */
  waitMs?: number;
}

/** Opens the connections, hands them to the sale, and closes them. */
export async function openSale(parts: OpenParts): Promise<FlashSale & { ready(): Promise<unknown> }> {
  const {
    pgUrl,
    schema,
    redisUrl,
    providerUrl,
    key,
    lockMs = 5_000,
    waitMs = 0,
    patienceMs = 5_000,
    ...options
  } = parts;
  const db = connectToPostgres(pgUrl, { schema });
  await makeTables(db, schema);
  const voters = await connectVoters([redisUrl], REDIS_MS);
  const provider = connectToProvider({ key, patienceMs, ...(providerUrl && { url: providerUrl }) });
  const lockAll = redisLocks(voters, { leaseMs: lockMs, holdMs: lockMs, waitMs });
  const sale = disasterSale({
    ...{ db, charging: chargingBy(provider), ...options },
    lockAll: waitMs ? lockAll : oneAsks(lockAll), // who may wait asks for itself
    async captured(orderIds) {
      const movements = await ledgerOf(providerUrl, orderIds);
      return movements.reduce(
        (sum, { kind, cents }) => sum + (kind === 'captured' ? cents : kind === 'refunded' ? -cents : 0),
        0,
      );
    },
  });
  return {
    ...sale,
    ready: () => db.query('select 1'),
    async close() {
      for (const { redis } of voters) redis.disconnect();
      await db.close();
    },
  };
}
