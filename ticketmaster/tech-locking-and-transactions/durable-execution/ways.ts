import { DBOS, Error as DBOSErrors, type WorkflowHandle } from '@dbos-inc/dbos-sdk';
import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { within } from '@ticketmaster/common/within';
import { type Checkpoint, type Purchase, type Sell, wishOf } from '@ticketmaster/locking/box-office';
import type { sale } from './sale.ts';
import { MONEY } from './sale.ts';
import type { Ended } from './steps.ts';
import { goOn, soon } from './takeover.ts';

/** It is as if it had never been asked for: the same order may ask again, and is a workflow of its own then. */
const leavesNoTrace = (ended: Ended) =>
  ended.status === 'UNDONE' || (ended.status === 'REFUSED' && ended.reason !== 'PAYMENT_DECLINED');

/**
 * The attempt of an order that is under way, has decided it, or is the next: orderId/1, orderId/2 … A workflow's id is for ever its one answer,
 * and an order that was refused a seat may be given it later.
 */
export async function attemptOf(orderId: string) {
  for (let nth = 1; ; nth++) {
    const workflowID = `${orderId}/${nth}`;
    const known = await DBOS.getWorkflowStatus(workflowID);
    const ended = known?.output as Ended | undefined;
    if (!ended || !leavesNoTrace(ended)) return { workflowID, known };
  }
}

/**
 * Starts the workflow of the order, or waits for the one that is there. A buyer waits for so long; the sale goes on without them, and the same
 * key tells what became of it.
 */
export function sellDurably(workflow: typeof sale, points: Map<string, Checkpoint>, patienceMs: number): Sell {
  async function handleFor(purchase: Purchase): Promise<WorkflowHandle<Ended> | undefined> {
    const { workflowID, known } = await attemptOf(purchase.orderId);
    if (known && wishOf(known.input![0] as Purchase) !== wishOf(purchase)) return undefined;
    if (known?.status === 'ERROR' && known.applicationVersion === DBOS.applicationVersion) await goOn(workflowID);
    if (known) return DBOS.retrieveWorkflow<Ended>(workflowID);
    const start = DBOS.startWorkflow(workflow, { workflowID, workflowIDReusePolicy: 'reject' });
    return start(purchase).catch(error => {
      if (DBOSErrors.isWorkflowIDInUseError(error)) return handleFor(purchase); // somebody was faster
      throw error;
    });
  }

  return async (purchase, reached) => {
    const isFirst = !points.has(purchase.orderId);
    if (isFirst) points.set(purchase.orderId, reached);
    try {
      const handle = await handleFor(purchase);
      if (!handle) return { status: 'REFUSED', reason: 'KEY_REUSED' };
      const ended = await within(patienceMs, handle.getResult(soon)).catch(undecided);
      if (ended.status === 'UNDONE') throw unavailable('the payment');
      return ended;
    } finally {
      if (isFirst) points.delete(purchase.orderId);
    }
  };
}

function undecided(error: Error): never {
  if (!/^no answer within/.test(error.message)) throw error;
  const detail = 'the sale has not ended yet; the same Idempotency-Key will tell what became of it';
  throw new Problem(503, 'undecided', detail, { retryable: true });
}

/**
 * The provider has told something of this order: its sale, if it waits, asks at once.
 * @sends money
 */
export async function wakeSale(orderId: string, eventId: string): Promise<void> {
  const { workflowID, known } = await attemptOf(orderId);
  if (known?.status === 'PENDING' || known?.status === 'ENQUEUED') await DBOS.send(workflowID, eventId, MONEY, eventId);
}
