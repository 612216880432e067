import type { Connection } from '@ticketmaster/postgres/database';
import { type Card, cardOf } from './cards.ts';
import { type Happened, newId } from './events.ts';
import { CHARGE, type ChargeRow, chargeObject, INTENT, type IntentRow, intentObject } from './shapes.ts';
import { noSuch, StripeError, wrong } from './stripe-error.ts';
import { type Move, moved } from './transitions.ts';

/** Visa keeps money set aside for seven days for a purchase by the buyer. */
export const WINDOW_MS = 7 * 86_400_000;

/** What a call did: the intent as it is now, and what is told of it. A decline is an answer with an error, and is kept as such. */
export interface Done {
  intent: IntentRow;
  happened: Happened[];
  error?: StripeError;
}

/** The moves of an intent, each in a transaction of the caller's that holds the intent's row. `now`: ms since 1970. */
export function intentsIn(tx: Connection, now: number) {
  async function create(
    amount: number,
    currency: string,
    captureMethod: string,
    metadata: Record<string, string>,
  ): Promise<Done> {
    const id = newId('pi');
    const { rows } = await tx.query<IntentRow>(
      `insert into intent (id, status, amount, currency, capture_method, metadata, client_secret, created)
       values ($1, 'requires_payment_method', $2, $3, $4, $5, $6, $7) returning ${INTENT}`,
      [id, amount, currency, captureMethod, JSON.stringify(metadata), `${id}_secret_${newId('s').slice(2)}`, now],
    );
    return { intent: rows[0]!, happened: [told('created', rows[0]!)] };
  }

  /** Locks the row, and ends an authorization whose time is over: nobody sees one that lives longer. */
  async function lock(id: string): Promise<Done> {
    const { rows } = await tx.query<IntentRow>(`select ${INTENT} from intent where id = $1 for update`, [id]);
    const intent = rows[0];
    if (!intent) throw noSuch('payment_intent', id, 'intent');
    if (intent.status !== 'requires_capture') return { intent, happened: [] };
    const charge = await chargeOf(intent);
    if (charge.captureBefore! > now) return { intent, happened: [] };
    const ended = await end(intent, 'expire', 'automatic');
    return {
      intent: ended.intent,
      happened: [...ended.happened, { type: 'charge.expired', object: chargeObject(charge) }],
    };
  }

  async function change(intent: IntentRow, move: Move, set: string, ...values: unknown[]): Promise<IntentRow> {
    const status = moved(intent.status, move);
    if (!status) throw unexpected(intent, move);
    const { rows } = await tx.query<IntentRow>(
      `update intent set status = $2, ${set} where id = $1 returning ${INTENT}`,
      [...[intent.id, status], ...values],
    );
    return rows[0]!;
  }

  async function book(intent: IntentRow, kind: string, cents: number): Promise<void> {
    if (cents === 0) return;
    await tx.query('insert into movement (at, intent_id, order_id, kind, cents) values ($1, $2, $3, $4, $5)', [
      ...[now, intent.id, intent.metadata.order_id ?? null, kind, cents],
    ]);
  }

  async function chargeOf({ chargeId }: IntentRow): Promise<ChargeRow> {
    return (await tx.query<ChargeRow>(`select ${CHARGE} from charge where id = $1`, [chargeId])).rows[0]!;
  }

  /** Sets the money aside. */
  async function hold(intent: IntentRow, move: 'confirm' | 'completeAction', method: string): Promise<Done> {
    const charge: ChargeRow = {
      ...{ id: newId('ch'), intentId: intent.id, amount: intent.amount, captured: 0, refunded: 0, status: 'succeeded' },
      ...{ captureBefore: now + WINDOW_MS, created: now },
    };
    await tx.query(
      `insert into charge (id, intent_id, amount, status, capture_before, created) values ($1, $2, $3, 'succeeded', $4, $5)`,
      [charge.id, intent.id, charge.amount, charge.captureBefore, now],
    );
    const held = await change(
      intent,
      move,
      'charge_id = $3, payment_method = $4, last_error = null',
      charge.id,
      method,
    );
    await book(held, 'authorized', held.amount);
    const happened = [
      told('amount_capturable_updated', held),
      { type: 'charge.succeeded', object: chargeObject(charge) },
    ];
    if (held.captureMethod === 'manual') return { intent: held, happened };
    const taken = await capture(held, held.amount);
    return { intent: taken.intent, happened: [...happened, ...taken.happened] };
  }

  async function confirm(intent: IntentRow, method: string): Promise<Done> {
    const card = cardOf(method);
    if (!card) throw noSuch('PaymentMethod', method, 'payment_method');
    if (card.answer === 'good') return hold(intent, 'confirm', method);
    if (card.answer === 'action') {
      const asked = await change(intent, 'requireAction', 'payment_method = $3', method);
      return { intent: asked, happened: [told('requires_action', asked)] };
    }
    return decline(intent, card);
  }

  async function decline(
    intent: IntentRow,
    { code, declineCode, message }: Extract<Card, { answer: 'declined' }>,
  ): Promise<Done> {
    const lastError = { type: 'card_error', code, ...(declineCode && { decline_code: declineCode }), message };
    const declined = await change(
      intent,
      'decline',
      'payment_method = null, last_error = $3',
      JSON.stringify(lastError),
    );
    const more = { code, ...(declineCode && { decline_code: declineCode }), payment_intent: intentObject(declined) };
    return {
      ...{ intent: declined, happened: [told('payment_failed', declined)] },
      error: new StripeError(402, 'card_error', message, more),
    };
  }

  async function capture(intent: IntentRow, cents: number, later?: 'succeeds' | 'fails'): Promise<Done> {
    if (!moved(intent.status, 'capture')) throw unexpected(intent, 'capture');
    if (cents > intent.amount)
      throw wrong('amount_to_capture', `The amount_to_capture is more than ${intent.amount}.`, 'amount_too_large');
    if (later) {
      await tx.query('update charge set capture_before = null where id = $1', [intent.chargeId]);
      const waiting = await change(intent, 'captureLater', 'later = $3, received = $4', later, cents);
      return { intent: waiting, happened: [told('processing', waiting)] };
    }
    return take(intent, 'capture', cents);
  }

  async function take(intent: IntentRow, move: 'capture' | 'settle', cents: number): Promise<Done> {
    const taken = await change(intent, move, 'received = $3', cents);
    await tx.query('update charge set captured = $2, capture_before = null where id = $1', [taken.chargeId, cents]);
    await book(taken, 'captured', cents);
    await book(taken, 'released', taken.amount - cents);
    const charge = chargeObject(await chargeOf(taken));
    return { intent: taken, happened: [told('succeeded', taken), { type: 'charge.captured', object: charge }] };
  }

  /** What was received, and will be told now. */
  async function settle(intent: IntentRow): Promise<Done> {
    if (intent.later === 'succeeds') return take(intent, 'settle', intent.received);
    const error = { type: 'card_error', code: 'processing_error', message: 'The capture failed.' };
    const failed = await change(
      intent,
      'fail',
      'payment_method = null, received = 0, last_error = $3',
      JSON.stringify(error),
    );
    await release(failed);
    return { intent: failed, happened: [told('payment_failed', failed)] };
  }

  async function release(intent: IntentRow): Promise<void> {
    await tx.query('update charge set capture_before = null where id = $1', [intent.chargeId]);
    await book(intent, 'released', intent.amount);
  }

  async function end(intent: IntentRow, move: 'cancel' | 'expire', reason: string | null): Promise<Done> {
    const held = intent.status === 'requires_capture';
    const ended = await change(intent, move, 'canceled_at = $3, cancel_reason = $4', now, reason);
    if (held) await release(ended);
    return { intent: ended, happened: [told('canceled', ended)] };
  }

  return {
    create,
    lock,
    confirm,
    capture,
    settle,
    hold,
    chargeOf,
    book,
    cancel: (i: IntentRow, why: string | null) => end(i, 'cancel', why),
  };
}

const told = (what: string, intent: IntentRow): Happened => ({
  type: `payment_intent.${what}`,
  object: intentObject(intent),
});

const unexpected = (intent: IntentRow, move: Move) =>
  new StripeError(
    400,
    'invalid_request_error',
    `This PaymentIntent's status is ${intent.status}: it does not allow ${move}.`,
    {
      ...{ code: 'payment_intent_unexpected_state', payment_intent: intentObject(intent) },
    },
  );
