import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoff } from '@ticketmaster/common/repeat';
import {
  type Charge,
  cardIsGood,
  fingerprint,
  keyReused,
  type Move,
  moves,
  noAnswer,
  noSuchPayment,
  notPossible,
  type Payment,
  type PaymentProvider,
  type PaymentStatus,
} from '@ticketmaster/payments/provider';
import type { Connection } from '@ticketmaster/postgres/database';
import { type Intent, isKeyReused, type ProviderClient, Unknown } from './client.ts';
import { moneyStateOf } from './order-states.ts';

/** What providerPayments needs. */
export const providerTables = join(import.meta.dirname, 'payments.sql');

interface Row extends Omit<Charge, 'paymentToken'> {
  key: string;
  request: string;
  intentId: string | null;
  declined: boolean;
}

const COLUMNS = `key, request, order_id as "orderId", event_id as "eventId", cents, currency, intent_id as "intentId", declined`;
const TRIES = 6;

/**
 * The port for money, over HTTP: at a provider that speaks Stripe. `db` must not be a transaction: the intent is written down before money
 * moves, and stays written down. The lab's tokens are its test cards: `tok_ok` is good, every other is declined.
 */
export function providerPayments(db: Connection, client: ProviderClient): PaymentProvider {
  const rowOf = async (where: 'key' | 'intent_id', value: string): Promise<Row | undefined> =>
    (await db.query<Row>(`select ${COLUMNS} from authorization_at_provider where ${where} = $1`, [value])).rows[0];

  /** Written down first, then made: whoever asks again with the key means the same. */
  async function intentFor(key: string, charge: Charge): Promise<{ row: Row; intent: Intent }> {
    const request = fingerprint(charge);
    await db.query(
      `insert into authorization_at_provider (key, request, order_id, event_id, cents, currency) values ($1, $2, $3, $4, $5, $6)
           on conflict do nothing`,
      [key, request, charge.orderId, charge.eventId, charge.cents, charge.currency],
    );
    const row = (await rowOf('key', key))!;
    if (row.request !== request) throw keyReused();
    if (row.intentId) return { row, intent: await patiently(() => client.retrieve(row.intentId!)) };
    const intent = await patiently(again => client.create(`${key}:create:${again}`, { ...charge, fault: null }));
    await db.query('update authorization_at_provider set intent_id = $2 where key = $1 and intent_id is null', [
      key,
      intent.id,
    ]);
    const kept = (await rowOf('key', key))!;
    if (kept.intentId === intent.id) return { row: kept, intent };
    return { row: kept, intent: await patiently(() => client.retrieve(kept.intentId!)) }; // another call was first; ours holds no money
  }

  const mover = (move: Move) => async (key: string, paymentId: string) => {
    const row = await rowOf('intent_id', paymentId);
    if (!row) throw noSuchPayment(paymentId);
    const { from, to, verb } = moves[move];
    const look = async () => paymentOf(row, await patiently(() => client.retrieve(paymentId)));
    const call = (again: number) =>
      ({
        capture: () => client.capture(`${key}:capture:${again}`, paymentId, row.cents),
        void: () => client.cancel(`${key}:void:${again}`, paymentId),
        refund: () => client.refund(`${key}:refund:${again}`, paymentId, row.cents),
      })[move]();
    const isToDo = ({ status }: Payment) => status === from || (move === 'void' && status === 'OPEN');
    const payment = await untilKnown(look, isToDo, call);
    if (payment.status !== to) throw notPossible(verb, payment);
    return payment;
  };

  return {
    async authorize(key, charge) {
      const { row, intent } = await intentFor(key, charge);
      const method = cardIsGood(charge.paymentToken) ? 'pm_card_visa' : 'pm_card_visa_chargeDeclined';
      let told: Intent | undefined = intent;
      const look = async () => {
        const now = told ?? (await patiently(() => client.retrieve(intent.id)));
        told = undefined;
        return now;
      };
      const ask = async (again: number) => {
        const { declined } = await client.confirm(`${key}:confirm:${again}`, intent.id, method);
        if (!declined) return;
        await db.query('update authorization_at_provider set declined = true where key = $1', [key]);
        row.declined = true;
      };
      return paymentOf(row, await untilKnown(look, one => !row.declined && moneyStateOf(one, 0) === 'open', ask));
    },
    capture: mover('capture'),
    void: mover('void'),
    refund: mover('refund'),

    async find(orderId) {
      const { rows } = await db.query<Row>(
        `select ${COLUMNS} from authorization_at_provider where order_id = $1 and intent_id is not null order by seq`,
        [orderId],
      );
      return Promise.all(rows.map(async row => paymentOf(row, await patiently(() => client.retrieve(row.intentId!)))));
    },
  };
}

function paymentOf({ orderId, eventId, cents, currency, declined }: Row, intent: Intent): Payment {
  return { ...{ paymentId: intent.id, orderId, eventId, cents, currency }, status: statusOf(intent, declined) };
}

function statusOf(intent: Intent, declined: boolean): PaymentStatus {
  switch (moneyStateOf(intent, intent.received)) {
    case 'held':
      return 'AUTHORIZED';
    case 'taken':
      return 'CAPTURED';
    case 'returned':
      return 'REFUNDED';
    case 'ended':
      return 'VOIDED';
    case 'none':
    case 'open':
      return declined ? 'DECLINED' : 'OPEN';
    case 'action':
    case 'processing':
      if (declined) return 'DECLINED';
      throw noAnswer(`the card of ${intent.id}`); // asked, and not decided
  }
}

/**
 * A call again with its key is the same call, so it may be tried again; after `TRIES` nobody knows. A provider that has answered by an error
 * may answer that key so for a day: then the call is given another number for its key. For calls that move no money.
 */
async function patiently<T>(call: (again: number) => Promise<T>): Promise<T> {
  let again = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(again);
    } catch (error) {
      await pauseAfter(error, attempt);
      if (error instanceof Unknown && error.answered) again++;
    }
  }
}

/** Looks, and calls as long as that has yet to be done; the last look is the answer. For calls that move money: no number without a look. */
async function untilKnown<T>(
  look: () => Promise<T>,
  isToDo: (now: T) => boolean,
  call: (again: number) => Promise<unknown>,
): Promise<T> {
  let again = 0;
  for (let attempt = 1; ; attempt++) {
    const now = await look();
    if (!isToDo(now)) return now;
    try {
      await call(again);
    } catch (error) {
      await pauseAfter(error, attempt);
      if (error instanceof Unknown && error.answered) again++;
    }
  }
}

/** Throws what another attempt will not mend. */
async function pauseAfter(error: unknown, attempt: number): Promise<void> {
  if (isKeyReused(error)) throw keyReused();
  if (!(error instanceof Unknown)) throw error;
  if (attempt === TRIES) throw noAnswer('the payment provider');
  await sleep(backoff(attempt, 50, 500));
}
