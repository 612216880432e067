import { repeat } from '@ticketmaster/common/repeat';
import type { BoxOffice } from '@ticketmaster/locking/box-office';
import { payments } from '@ticketmaster/locking-store/payments';
import { seatStore } from '@ticketmaster/locking-store/seats';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import type { Database } from '@ticketmaster/postgres/database';
import { recover } from './recovery.ts';
import { forgetEnded } from './saga-log.ts';
import { stepsOfASale } from './steps-of-a-sale.ts';
import { waysOf } from './ways.ts';

export interface Databases<Of = Database> {
  /** Seats, orders, tickets and the log of the sagas. */
  seats: Of;
  payments: Of;
}

export interface Settings {
  paymentsOf?: typeof payments;
  moneyOf?: typeof paymentsOfAnOrder;
  stepsOf?: typeof stepsOfASale;
  /** 0: only when recover() is called. */
  recoverEveryMs?: number;
}

/** Seats in one PostgreSQL, money in another, and no transaction across them. close() ends its own recovery, and no connection. */
export function sagaBoxOffice(
  { seats, payments: paymentsDb }: Databases,
  { paymentsOf = payments, moneyOf = paymentsOfAnOrder, stepsOf = stepsOfASale, recoverEveryMs = 0 }: Settings = {},
): BoxOffice & { ready(): Promise<unknown> } {
  const store = seatStore(seats);
  const provider = paymentsOf(paymentsDb);
  const money = moneyOf(provider);
  const recoverAll = (stopped?: AbortSignal) => recover(seats, paymentsDb, money, stopped);
  return {
    ...store,
    ways: waysOf(seats, money, stepsOf),
    audit: eventId => store.auditWith(provider, eventId),
    forget: async before => (await store.forget(before)) + (await forgetEnded(seats, before)),
    recover: () => recoverAll(),
    /** Resolves while both databases answer. */
    ready: () => Promise.all([seats.query('select 1'), paymentsDb.query('select 1')]),
    close: recoverEveryMs ? repeat(recoverEveryMs, 'Recovery', recoverAll) : async () => {},
  };
}
