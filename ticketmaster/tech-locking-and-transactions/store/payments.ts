import {
  cardIsGood,
  fingerprint,
  keyReused,
  type Move,
  moves,
  noSuchPayment,
  notPossible,
  type Payment,
  type PaymentProvider,
} from '@ticketmaster/payments/provider';
import type { Connection } from '@ticketmaster/postgres/database';

/** What an audit asks of the money of an event. */
export interface EventPayments {
  /** Money kept. */
  captures(eventId: string): Promise<{ orderId: string; cents: number }[]>;
  /** Payments set aside, and neither taken nor given back. */
  setAside(eventId: string): Promise<number>;
}

const COLUMNS = `payment_id as "paymentId", order_id as "orderId", event_id as "eventId", cents, currency, status`;

/**
 * The port for money, kept by a table: in the database of the seats or in another, in the caller's transaction where `db` is one. Capture,
 * void and refund move a payment where it stands right, so that they need no keys. With `eventId` it knows the payments of that event alone, and
 * every statement names it: for a table that is partitioned by event.
 */
export function payments(db: Connection, eventId?: string): PaymentProvider & EventPayments {
  const ofEvent = (nth: number) => (eventId === undefined ? '' : `and event_id = $${nth}`);
  const its = eventId === undefined ? [] : [eventId];
  const mover = (move: Move) => async (_key: string, paymentId: string) => {
    const { from, to, verb } = moves[move];
    const { rows } = await db.query<Payment>(
      `update payment set status = $3 where payment_id = $1 and status in ($2, $3) ${ofEvent(4)} returning ${COLUMNS}`,
      [paymentId, from, to, ...its],
    );
    if (rows[0]) return rows[0];
    const { rows: found } = await db.query<Payment>(
      `select ${COLUMNS} from payment where payment_id = $1 ${ofEvent(2)}`,
      [paymentId, ...its],
    );
    throw found[0] ? notPossible(verb, found[0]) : noSuchPayment(paymentId);
  };

  return {
    async authorize(key, charge) {
      const { orderId, eventId, cents, currency, paymentToken } = charge;
      const request = fingerprint(charge);
      const { rows } = await db.query<Payment>(
        `insert into payment (key, request, order_id, event_id, cents, currency, status) values ($1, $2, $3, $4, $5, $6, $7)
             on conflict do nothing
         returning ${COLUMNS}`,
        [key, request, orderId, eventId, cents, currency, cardIsGood(paymentToken) ? 'AUTHORIZED' : 'DECLINED'],
      );
      if (rows[0]) return rows[0];
      const { rows: known } = await db.query<Payment & { request: string }>(
        `select ${COLUMNS}, request from payment where key = $1 ${ofEvent(2)}`,
        [key, ...its],
      );
      const { request: before, ...payment } = known[0]!;
      if (before !== request) throw keyReused();
      return payment;
    },
    capture: mover('capture'),
    void: mover('void'),
    refund: mover('refund'),

    async find(orderId) {
      const { rows } = await db.query<Payment>(
        `select ${COLUMNS} from payment where order_id = $1 ${ofEvent(2)} order by payment_id`,
        [orderId, ...its],
      );
      return rows;
    },

    async captures(eventId) {
      const { rows } = await db.query<{ orderId: string; cents: number }>(
        `select order_id as "orderId", cents from payment where event_id = $1 and status = 'CAPTURED'`,
        [eventId],
      );
      return rows;
    },

    async setAside(eventId) {
      const { rows } = await db.query(
        `select count(*)::int as count from payment where event_id = $1 and status = 'AUTHORIZED'`,
        [eventId],
      );
      return rows[0]!.count;
    },
  };
}

/** What a purchase is charged; one currency is enough here. */
export const chargeFor = (
  { orderId, eventId, paymentToken }: { orderId: string; eventId: string; paymentToken: string },
  cents: number,
) => ({ orderId, eventId, cents, currency: 'EUR', paymentToken });
