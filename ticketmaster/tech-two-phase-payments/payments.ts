import { join } from 'node:path';
import { seatTables } from '@ticketmaster/locking-store/database';
import { holdTables, seatInventory } from '@ticketmaster/locking-store/seat-inventory';
import { outboxTables } from '@ticketmaster/notifications-outbox/tables';
import type { Database } from '@ticketmaster/postgres/database';
import { type Migration, migrate } from '@ticketmaster/postgres/migrate';
import type { ProviderClient } from './client.ts';
import { completer } from './completer.ts';
import { paymentFlow, type Reached } from './flow.ts';
import { type OrderLog, printErrors } from './order-log.ts';
import { atomicPhases } from './phases.ts';
import { reconciliation } from './reconciliation.ts';
import { sale } from './sale.ts';
import { webhookInbox } from './webhook-inbox.ts';

export const tables: Migration = {
  once: [seatTables, holdTables, outboxTables, join(import.meta.dirname, 'schema.sql')],
};

export const makeTables = (db: Database, schema: string) => migrate(db, schema, tables);

export interface PaymentsParts {
  db: Database;
  provider: ProviderClient;
  /** Of our webhook endpoint at the provider; '' while there is none. */
  webhookSecret: () => string;
  holdMs?: number;
  /** How long an order is left to who is at work on it, before the completer looks. */
  graceMs?: number;
  tries?: number;
  now?: () => Date;
  /** For experiments. */
  reached?: Reached;
  log?: OrderLog | undefined;
}

/** Everything that sells in two phases, over one database and one provider. */
export function twoPhasePayments({
  db,
  provider,
  webhookSecret,
  holdMs = 300_000,
  graceMs = 10_000,
  tries = 3,
  now = () => new Date(),
  reached = () => {},
  log = printErrors,
}: PaymentsParts) {
  const inventory = seatInventory(now);
  const phases = atomicPhases({ db, inventory, reached });
  const flow = paymentFlow({ db, provider, phases, tries, reached, log });
  return {
    inventory,
    phases,
    flow,
    sale: sale({ db, inventory, flow, phases, holdMs, now, reached }),
    inbox: webhookInbox({ db, provider, phases, flow, secret: webhookSecret, log }),
    completer: completer({ db, flow, phases, now, graceMs, log }),
    reconciliation: reconciliation({ db, provider, flow, now }),
  };
}

export type TwoPhasePayments = ReturnType<typeof twoPhasePayments>;
