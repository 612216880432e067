import { repeat } from '@ticketmaster/common/repeat';
import type { Database } from '@ticketmaster/postgres/database';
import { Unknown } from './client.ts';
import type { PaymentFlow } from './flow.ts';
import { type OrderLog, printErrors } from './order-log.ts';
import { type Order, orderOf, unfinished } from './orders.ts';
import type { Phases } from './phases.ts';

export interface CompleterParts {
  db: Database;
  flow: PaymentFlow;
  phases: Phases;
  now?: () => Date;
  /** Orders that changed more recently are left to who is at work on them. */
  graceMs?: number;
  log?: OrderLog;
}

const AT_ONCE = 8;
const PAGE = 200;

/**
 * Finishes or undoes whatever was left: by a crash, a lost answer, a buyer who went away. Any number of servers may run it at once, since
 * each step it takes is one that two may take.
 */
export function completer({
  db,
  flow,
  phases,
  now = () => new Date(),
  graceMs = 10_000,
  log = printErrors,
}: CompleterParts) {
  async function complete(orderId: string): Promise<boolean> {
    let before: Order | undefined;
    try {
      before = await orderOf(db, orderId);
      const neverPaid = before?.status === 'RESERVED' && before.intentId === null && before.reservedUntil <= now();
      if (neverPaid) await phases.endUnsold(orderId, 'EXPIRED', ['RESERVED']); // the provider need not hear of it
      const order = await flow.advance(orderId);
      const waits = order.status === 'RESERVED' || order.status === 'AUTHORIZING';
      if (waits && order.reservedUntil <= now()) {
        await phases.endUnsold(orderId, 'EXPIRED', ['RESERVED', 'AUTHORIZING']);
        await flow.advance(orderId);
      }
      return true;
    } catch (error) {
      if (!(error instanceof Unknown))
        log('error', before ?? { orderId, requestId: null }, 'not completed', { error: (error as Error).message });
      return false; // next time; those behind it do not wait
    }
  }

  /** One round. Answers how many orders it looked at, and how many of them have the provider still undecided. */
  async function round(youngestMs = graceMs): Promise<{ seen: number; undecided: number }> {
    const count = { seen: 0, undecided: 0 };
    const before = new Date(Date.now() - youngestMs + 1); // PostgreSQL's clock tells microseconds: what changed in this millisecond counts
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const ids = await unfinished(db, now(), before, after, PAGE);
      const rest = ids[Symbol.iterator]();
      const worker = async () => {
        for (const orderId of rest) if (!(await complete(orderId))) count.undecided++;
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      count.seen += ids.length;
      if (ids.length < PAGE) return count;
      after = ids.at(-1)!;
    }
  }

  return { round, every: (ms: number) => repeat(ms, 'Completing orders', () => round()) };
}
