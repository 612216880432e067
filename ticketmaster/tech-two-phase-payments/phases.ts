import type { SeatInventory } from '@ticketmaster/locking-store/seat-inventory';
import { append } from '@ticketmaster/notifications-outbox/outbox';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import type { Intent } from './client.ts';
import { holdsForever, isLocal, type LocalStep, moneyStateOf, next, type OrderStatus } from './order-states.ts';
import { centsOf, changeOrder, lockOrder, type Order } from './orders.ts';

export interface PhasesParts {
  db: Database;
  inventory: SeatInventory;
  /** In the transaction, before and after what it changes. An experiment dies here. */
  reached?: (point: string) => void | Promise<void>;
}

/**
 * The atomic phases: what is done between two calls to the provider, each in one transaction that locks the order and does nothing where
 * somebody else has done it. No call is made inside one.
 */
export function atomicPhases({ db, inventory, reached = () => {} }: PhasesParts) {
  /** Does `work` on the locked order, unless it has changed since the caller looked: then nothing, and the next look tells. */
  const phase = (name: string, seen: Order, work: (tx: Connection, order: Order) => Promise<unknown>) =>
    db
      .transaction(async tx => {
        const order = await lockOrder(tx, seen.orderId);
        if (order.version !== seen.version) return;
        await work(tx, order);
        await reached(`commit ${name}`);
      })
      .then(() => reached(`committed ${name}`));

  /** Seats become SOLD, also of a hold that has ended, and tickets are issued; or the sale ends, and no money is taken. */
  async function issue(tx: Connection, order: Order): Promise<void> {
    let { seatIds } = order;
    const confirm = () => inventory.confirm(tx, { ...order, seatIds });
    let confirmed = await confirm();
    if (confirmed.status === 'REFUSED' && order.acceptFewer) {
      const lost = confirmed.seatIds;
      seatIds = seatIds.filter(seatId => !lost.includes(seatId));
      if (seatIds.length) confirmed = await confirm();
    }
    if (confirmed.status === 'REFUSED') return void (await beginToEnd(tx, order, 'CANCELLED'));
    await tx.query(
      `insert into ticket (event_id, seat_id, order_id, status) select $1, unnest($2::text[]), $3, 'ISSUED'`,
      [order.eventId, seatIds, order.orderId],
    );
    const prices = order.prices.filter((_, i) => seatIds.includes(order.seatIds[i]!));
    await changeOrder(tx, order, { status: 'ISSUED', seatIds, prices });
  }

  /** Seats go back to those who want them, whatever this order had of them, and its tickets open no door. */
  async function giveUpSeats(tx: Connection, order: Order, seatIds = order.seatIds): Promise<void> {
    await tx.query(`update ticket set status = 'VOID' where order_id = $1 and seat_id = any($2) and status <> 'VOID'`, [
      order.orderId,
      seatIds,
    ]);
    await inventory.release(tx, { ...order, seatIds });
    await inventory.reopen(tx, { ...order, seatIds });
  }

  async function beginToEnd(tx: Connection, order: Order, endsAs: OrderStatus): Promise<void> {
    await giveUpSeats(tx, order);
    await changeOrder(tx, order, { status: 'VOIDING', endsAs });
  }

  const moves: Partial<Record<OrderStatus, (tx: Connection, order: Order, intent: Intent) => Promise<unknown>>> = {
    AUTHORIZED: (tx, order) => changeOrder(tx, order, { status: 'AUTHORIZED', declined: null }),

    /**
     * @message order.confirmed over outbox `notification`, as a message of this type
     * @field orderId which order
     * @field eventId of the seats
     * @field seatIds what was bought
     * @says An order was paid for and its tickets are valid.
     * @twice One for each order.
     * @outside hears the buyer, by whatever channel
     * @sends order.confirmed
     */
    async CONFIRMED(tx, order, { received }) {
      await tx.query(`update ticket set status = 'VALID' where order_id = $1 and status = 'ISSUED'`, [order.orderId]);
      await changeOrder(tx, order, { status: 'CONFIRMED', capturedCents: received });
      const { orderId, eventId, userId, seatIds } = order;
      const data = { orderId, eventId, seatIds };
      await append(tx, { visitorId: userId, type: 'order.confirmed', data, dedupeKey: orderId, expiresAt: null });
    },

    async PAYMENT_FAILED(tx, order) {
      await giveUpSeats(tx, order);
      await changeOrder(tx, order, { status: 'PAYMENT_FAILED' });
    },

    VOIDING: (tx, order) => changeOrder(tx, order, { status: 'VOIDING', endsAs: order.endsAs ?? order.status }),

    REFUNDING: (tx, order, { received }) =>
      changeOrder(tx, order, {
        ...{ status: 'REFUNDING', endsAs: 'REFUNDED' },
        ...{ capturedCents: received, refundCents: received },
      }),
  };

  async function local(tx: Connection, order: Order, step: LocalStep, intent: Intent | undefined): Promise<unknown> {
    if (step === 'issue') return issue(tx, order);
    if (step === 'end') return changeOrder(tx, order, { status: order.endsAs! });
    return moves[step.to]!(tx, order, intent!);
  }

  return {
    /** Does a step of order-states.ts that calls nobody. */
    move: (seen: Order, step: LocalStep, intent: Intent | undefined) =>
      phase(nameOf(step), seen, (tx, order) => local(tx, order, step, intent)),

    /**
     * What follows from an event of the provider, and that it was seen: in one transaction, so it is seen when its effect is there, and not
     * before. False for one that was seen before.
     */
    told: (eventId: string, orderId: string | undefined, intent: Intent | undefined): Promise<boolean> =>
      db.transaction(async tx => {
        const order = orderId === undefined ? undefined : await lockOrder(tx, orderId);
        const { rowCount } = await tx.query('insert into webhook_inbox (event_id) values ($1) on conflict do nothing', [
          eventId,
        ]);
        if (!rowCount || !order) return rowCount === 1;
        const known = order.intentId ? order : await changeOrder(tx, order, { intentId: intent!.id }); // before the answer to its creation
        const money = moneyStateOf(intent, known.refundCents);
        const step = next(known.status, money);
        if (isLocal(step) && holdsForever(known.status, money)) await local(tx, known, step, intent);
        await reached('commit event');
        return true;
      }),

    /** The intent is known, and from now on asked by its id. */
    created: (order: Order, { id }: Intent) =>
      phase('created', order, async (tx, now) => {
        if (!now.intentId) await changeOrder(tx, now, { intentId: id });
      }),

    /** The card was declined: the hold stays, and another card is another attempt. */
    declined: (order: Order, declined: string) =>
      phase('declined', order, async (tx, now) => {
        await changeOrder(tx, now, { status: 'RESERVED', declined, attempt: now.attempt + 1 });
      }),

    /** The provider will have nothing of the order, or of the card. False where that should not be: it is a mistake of ours. */
    async refused(order: Order, code: string): Promise<boolean> {
      if (order.status === 'AUTHORIZING' && order.intentId) await this.declined(order, code);
      else if (!order.intentId) await this.endUnsold(order.orderId, 'PAYMENT_FAILED', ['RESERVED', 'AUTHORIZING']);
      else return false;
      return true;
    },

    /** After an error that the provider has answered, and a look that showed that nothing was done. */
    newAttempt: (order: Order) =>
      phase('new attempt', order, async (tx, now) => {
        await changeOrder(tx, now, { attempt: now.attempt + 1 });
      }),

    /** By the buyer, or by time. Whatever was set aside or taken goes back. False where it cannot be ended that way. */
    endUnsold: (orderId: string, endsAs: OrderStatus, from: OrderStatus[]): Promise<boolean> =>
      db.transaction(async tx => {
        const order = await lockOrder(tx, orderId);
        if (!from.includes(order.status)) return false;
        await beginToEnd(tx, order, endsAs);
        await reached('commit ending');
        return true;
      }),

    /** Some tickets, or all, of a CONFIRMED order go back, and their money. Answers those that were not valid, where it did nothing. */
    giveBack: (orderId: string, wanted?: string[]): Promise<string[] | undefined> =>
      db.transaction(async tx => {
        const order = await lockOrder(tx, orderId);
        if (order.status !== 'CONFIRMED') return undefined;
        const { rows } = await tx.query<{ seatId: string }>(
          `select seat_id as "seatId" from ticket where order_id = $1 and status = 'VALID'`,
          [orderId],
        );
        const valid = rows.map(({ seatId }) => seatId);
        const seatIds = wanted ?? valid;
        const not = seatIds.filter(seatId => !valid.includes(seatId));
        if (not.length || !seatIds.length) return not;
        await giveUpSeats(tx, order, seatIds);
        await changeOrder(tx, order, {
          ...{ status: 'REFUNDING', endsAs: seatIds.length === valid.length ? 'REFUNDED' : 'CONFIRMED' },
          refundCents: order.refundCents + centsOf(order, seatIds),
        });
        return [];
      }),
  };
}

const nameOf = (step: LocalStep) => (typeof step === 'string' ? step : step.to);

export type Phases = ReturnType<typeof atomicPhases>;
