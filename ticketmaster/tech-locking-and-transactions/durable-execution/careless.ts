import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Purchase } from '@ticketmaster/locking/box-office';
import { hereNow } from './engine.ts';
import { step, untilKnown } from './sale.ts';
import type { Ended } from './steps.ts';

/**
 * The sale, with one line moved: the card is asked in the workflow itself, and not in a step of it. Nobody writes down that it was done. So
 * whoever runs this function again after a crash asks the card again, and the money is set aside twice.
 */
async function sellCarelessly(purchase: Purchase): Promise<Ended> {
  const refused = await step('reserve', purchase);
  if (refused) return refused;
  if (!(await hereNow().steps.askCardAnew(purchase))) {
    await step('undo reserve', purchase, 'PAYMENT_DECLINED');
    return { status: 'REFUSED', reason: 'PAYMENT_DECLINED' };
  }
  await untilKnown('capture', purchase);
  await step('issue', purchase);
  return DBOS.runStep(() => hereNow().steps.confirmed(purchase.orderId), { name: 'read the tickets' });
}

export const carelessSale = DBOS.registerWorkflow(sellCarelessly, { name: 'careless sale' });
