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
import { type Answer, type Intent, isKeyReused, type ProviderClient, Unknown } from './client.ts';
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
const TRIES = 4;

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
    const intent = await patiently(() => client.create(`${key}:create`, { ...charge, fault: null }));
    await db.query('update authorization_at_provider set intent_id = $2 where key = $1', [key, intent.id]);
    return { row, intent };
  }

  const mover = (move: Move) => async (key: string, paymentId: string) => {
    const row = await rowOf('intent_id', paymentId);
    if (!row) throw noSuchPayment(paymentId);
    const before = paymentOf(row, await patiently(() => client.retrieve(paymentId)));
    const { from, to, verb } = moves[move];
    if (before.status === from) {
      const call = {
        capture: () => client.capture(`${key}:capture`, paymentId, row.cents),
        void: () => client.cancel(`${key}:void`, paymentId),
        refund: () => client.refund(`${key}:refund`, paymentId, row.cents),
      }[move];
      await patiently<Answer>(call);
    }
    const after = before.status === to ? before : paymentOf(row, await patiently(() => client.retrieve(paymentId)));
    if (after.status !== to) throw notPossible(verb, after);
    return after;
  };

  return {
    async authorize(key, charge) {
      const { row, intent } = await intentFor(key, charge);
      if (row.declined || moneyStateOf(intent, 0) !== 'open') return paymentOf(row, intent);
      const method = cardIsGood(charge.paymentToken) ? 'pm_card_visa' : 'pm_card_visa_chargeDeclined';
      const ask = () => client.confirm(`${key}:confirm`, intent.id, method);
      const { declined, intent: asked } = await patiently<Answer>(ask);
      if (declined) await db.query('update authorization_at_provider set declined = true where key = $1', [key]);
      return paymentOf({ ...row, declined: declined !== undefined }, asked);
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
    default:
      if (declined) return 'DECLINED';
      throw noAnswer(`the card of ${intent.id}`); // asked, and not decided
  }
}

/** A call again with its key is the same call, so it may be tried again; after `TRIES` nobody knows. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (isKeyReused(error)) throw keyReused();
      if (!(error instanceof Unknown)) throw error;
      if (attempt === TRIES) throw noAnswer('the payment provider');
      await sleep(backoff(attempt, 50, 500));
    }
  }
}
