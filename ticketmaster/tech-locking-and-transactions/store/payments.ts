import { cardIsGood, type Purchase } from '@ticketmaster/locking/box-office';
import type { Connection } from '@ticketmaster/postgres/database';

/**
 * A stand-in for who moves the money: a table, in the database of the seats or in another. Each verb may be called again, with the
 * same effect: an order has one payment, and a payment that has ended stays as it ended.
 */
export function payments(db: Connection) {
  /** Moves the payment of an order on, if it stands at `from`; whatever else it stands at stays. */
  const move = (orderId: string, from: string, to: string) =>
    db.query('update payment set status = $3 where order_id = $1 and status = $2', [orderId, from, to]);

  return {
    /** Sets `cents` aside; false for a card that is declined. One that was voided is authorized anew. */
    async authorize({ orderId, eventId, paymentToken }: Purchase, cents: number): Promise<boolean> {
      const status = cardIsGood(paymentToken) ? 'AUTHORIZED' : 'DECLINED';
      const { rows } = await db.query(
        `insert into payment values ($1, $2, $3, $4)
             on conflict (order_id) do update
            set cents = excluded.cents,
                status = case when payment.status in ('VOIDED', 'REFUNDED', 'DECLINED') then excluded.status else payment.status end
         returning status`,
        [orderId, eventId, cents, status],
      );
      return rows[0]!.status !== 'DECLINED';
    },
    /** Takes what was set aside. */
    capture: (orderId: string) => move(orderId, 'AUTHORIZED', 'CAPTURED'),
    /** Gives back what was set aside. */
    void: (orderId: string) => move(orderId, 'AUTHORIZED', 'VOIDED'),
    /** Gives back what was taken. */
    refund: (orderId: string) => move(orderId, 'CAPTURED', 'REFUNDED'),

    async statusOf(orderId: string): Promise<string | undefined> {
      return (await db.query('select status from payment where order_id = $1', [orderId])).rows[0]?.status;
    },
    /** Money kept. */
    async captures(eventId: string): Promise<{ orderId: string; cents: number }[]> {
      const { rows } = await db.query<{ orderId: string; cents: number }>(
        `select order_id as "orderId", cents from payment where event_id = $1 and status = 'CAPTURED'`,
        [eventId],
      );
      return rows;
    },
    /** Money set aside and neither taken nor given back. */
    async setAside(eventId: string): Promise<number> {
      const { rows } = await db.query(
        `select count(*)::int as count from payment where event_id = $1 and status = 'AUTHORIZED'`,
        [eventId],
      );
      return rows[0]!.count;
    },
  };
}
