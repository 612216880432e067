import type { Connection } from '@ticketmaster/postgres/database';
import type { Result } from './calls.ts';
import { newId } from './events.ts';
import { intentsIn } from './intents.ts';
import { chargeObject, type RefundRow, refundObject } from './shapes.ts';
import { StripeError, wrong } from './stripe-error.ts';

/** Gives back what was taken, or some of it: never more than was taken. */
export async function refundOf(
  tx: Connection,
  now: number,
  intentId: string,
  cents: number | undefined,
  reason: string | null,
): Promise<Result> {
  const intents = intentsIn(tx, now);
  const { intent, happened } = await intents.lock(intentId);
  const refused = (error: StripeError): Result => ({ object: undefined, happened, error });
  const charge = intent.chargeId ? await intents.chargeOf(intent) : undefined;
  if (intent.status !== 'succeeded' || !charge)
    return refused(
      new StripeError(
        400,
        'invalid_request_error',
        `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
      ),
    );
  const left = charge.captured - charge.refunded;
  if (left === 0)
    return refused(
      new StripeError(400, 'invalid_request_error', `Charge ${charge.id} has already been refunded.`, {
        code: 'charge_already_refunded',
      }),
    );
  const amount = cents ?? left;
  if (amount > left)
    return refused(wrong('amount', `Refund amount is greater than the ${left} that are left.`, 'amount_too_large'));
  const refund: RefundRow = { ...{ id: newId('re'), intentId, chargeId: charge.id, amount, reason }, created: now };
  await tx.query('insert into refund values ($1, $2, $3, $4, $5, $6)', [
    refund.id,
    intentId,
    charge.id,
    amount,
    reason,
    now,
  ]);
  await tx.query('update charge set refunded = refunded + $2 where id = $1', [charge.id, amount]);
  await intents.book(intent, 'refunded', amount);
  const object = refundObject(refund);
  return {
    object,
    happened: [
      ...happened,
      { type: 'charge.refunded', object: chargeObject({ ...charge, refunded: charge.refunded + amount }) },
      { type: 'refund.created', object },
    ],
  };
}
