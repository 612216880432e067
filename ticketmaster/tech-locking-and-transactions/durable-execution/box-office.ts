import { DBOS } from '@dbos-inc/dbos-sdk';
import { repeat } from '@ticketmaster/common/repeat';
import type { BoxOffice, Checkpoint } from '@ticketmaster/locking/box-office';
import type { EventPayments } from '@ticketmaster/locking-store/payments';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { Database } from '@ticketmaster/postgres/database';
import { carelessSale } from './careless.ts';
import { sale } from './sale.ts';
import { type TakeoverParts, takeOver } from './takeover.ts';
import { sellDurably } from './ways.ts';

export interface OfficeParts {
  db: Database;
  /** The books of the provider. */
  provider: EventPayments;
  points: Map<string, Checkpoint>;
  takeover: TakeoverParts;
  /** How long a buyer waits for an answer. */
  patienceMs: number;
  /** 0: only when recover() is called. */
  recoverEveryMs: number;
}

/** Seats in PostgreSQL, money at a provider, and DBOS between them. close() ends its own recovery, and nothing else. */
export function durableBoxOffice({
  db,
  provider,
  points,
  takeover,
  patienceMs,
  recoverEveryMs,
}: OfficeParts): BoxOffice {
  const store = seatStore(db);
  return {
    ...store,
    ways: {
      dbos: sellDurably(sale, points, patienceMs),
      'effect-outside-a-step': sellDurably(carelessSale, points, patienceMs),
    },
    audit: eventId => store.auditWith(provider, eventId),
    forget: async before => (await store.forget(before)) + (await forgetEnded(before)),
    recover: () => takeOver(takeover, 10),
    close: recoverEveryMs ? repeat(recoverEveryMs, 'Recovery', () => takeOver(takeover, 1)) : async () => {},
  };
}

/** Forgets what the engine remembers of sales that ended before that instant. The orders say as much: who asks again gets the same answer. */
async function forgetEnded(before: Date): Promise<number> {
  const ended = await DBOS.listWorkflows({
    ...{ status: ['SUCCESS'], completedBefore: before.toISOString(), limit: 10_000 },
    ...{ loadInput: false, loadOutput: false },
  });
  if (ended.length) await DBOS.deleteWorkflows(ended.map(({ workflowID }) => workflowID));
  return ended.length;
}
