import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Purchase } from '@ticketmaster/locking/box-office';
import { hereNow } from './engine.ts';
import { type Ended, HOLD_OVER, reasonOf, type StepEnded, type StepName } from './steps.ts';

/**
 * The topic of what the provider tells by itself.
 * @message money over signal DBOS, to the workflow of the order
 * @field eventId of the event of the provider, by which the same signal again is none
 * @says The provider has told something of this order: its sale, if it waits, asks at once.
 * @lost The sale asks by itself, thirty seconds later at most.
 * @twice One for each event of the provider.
 */
export const MONEY = 'money';

/**
 * A sale, from the seat to the ticket. What a step has answered is written down and never asked again: after a crash another process runs
 * this function from its first line, and gets from the journal what was done before. So all that it does, it does in steps.
 */
async function sellSeats(purchase: Purchase): Promise<Ended> {
  const heldUntil = await DBOS.runStep(async () => Date.now() + hereNow().holdMs, { name: 'hold' });
  const refused = await step('reserve', purchase);
  if (refused) return refused;
  const no =
    (await untilKnown('authorize', purchase, heldUntil)) ??
    ((await DBOS.now()) > heldUntil ? HOLD_OVER : await untilKnown('capture', purchase));
  if (no) {
    await untilKnown('undo authorize', purchase, Infinity);
    await step('undo reserve', purchase, reasonOf(no));
    await hereNow().reached(purchase, 'undone');
    return no;
  }
  await step('issue', purchase);
  await hereNow().reached(purchase, 'done');
  return DBOS.runStep(() => hereNow().steps.confirmed(purchase.orderId), { name: 'read the tickets' });
}

export const sale = DBOS.registerWorkflow(sellSeats, { name: 'sale' });

/** A step of ours waits for the database at most so often; what else goes wrong is thrown, and ends the sale until recover() goes on. */
export async function step(name: StepName, purchase: Purchase, why = ''): Promise<Ended | null> {
  const ended = await asked(name, purchase, why);
  if (ended === 'UNKNOWN') throw new Error(`nobody knows whether '${name}' was done`);
  return ended;
}

/**
 * Asks the provider until it has decided. Between two questions the sale sleeps, in the database and not only in memory: a webhook wakes it,
 * or else time does. Until the money is asked for it gives up when the hold is over.
 * @hears money
 */
export async function untilKnown(name: StepName, purchase: Purchase, until = Infinity): Promise<Ended | null> {
  for (let pauseS = 0.2; ; pauseS = Math.min(30, 2 * pauseS)) {
    const ended = await asked(name, purchase);
    if (ended !== 'UNKNOWN') return ended;
    if ((await DBOS.now()) > until) return HOLD_OVER;
    await DBOS.recv(MONEY, { timeoutSeconds: pauseS });
  }
}

function asked(name: StepName, purchase: Purchase, why = ''): Promise<StepEnded> {
  const { steps, reached } = hereNow();
  const work = () => steps.run(name, purchase, point => reached(purchase, point), why);
  return DBOS.runStep(work, { name, ...patience });
}

const patience = {
  ...{ retriesAllowed: true, maxAttempts: 5, intervalSeconds: 0.05, backoffRate: 2 },
  shouldRetry: (error: unknown) => error instanceof Error && 'retryable' in error && error.retryable === true,
};
