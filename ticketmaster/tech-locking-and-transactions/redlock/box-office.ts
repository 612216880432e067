import { unavailable } from '@ticketmaster/common/http';
import type { BoxOffice } from '@ticketmaster/locking/box-office';
import { payments } from '@ticketmaster/locking-store/payments';
import { seatStore } from '@ticketmaster/locking-store/seats';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import type { Database } from '@ticketmaster/postgres/database';
import { settleAbandoned } from './at-work.ts';
import type { LockOptions } from './lock.ts';
import type { RedisVoter } from './voters.ts';
import { type WaysOf, waysOf } from './ways.ts';

export const usualTimes: LockOptions = { leaseMs: 2_000, holdMs: 10_000, waitMs: 3_000 };

export interface Connections {
  db: Database;
  paymentsDb: Database;
  voters: RedisVoter[];
}

/** Seats in one PostgreSQL, money in another, locks in Redis. */
export function redlockBoxOffice(
  { db, paymentsDb, voters }: Connections,
  times: LockOptions,
  ways: WaysOf = waysOf,
): Omit<BoxOffice, 'close'> & { ready(): Promise<unknown>; sweep(): Promise<number> } {
  const provider = payments(paymentsDb);
  const money = paymentsOfAnOrder(provider);
  const store = seatStore(db);
  return {
    ...store,
    ways: ways({ db, money, voters, times }),
    audit: eventId => store.auditWith(provider, eventId),
    recover: () => settleAbandoned({ db, paymentsDb, money }, 500),
    /** The same beside buyers who are at work: waits for nobody. */
    sweep: () => settleAbandoned({ db, paymentsDb, money }, 0),

    async ready() {
      await Promise.all([db.query('select 1'), paymentsDb.query('select 1')]);
      const answers = await Promise.allSettled(voters.map(({ redis }) => redis.ping()));
      const here = answers.filter(({ status }) => status === 'fulfilled').length;
      if (here <= voters.length / 2) throw unavailable('a majority of the Redis servers');
    },
  };
}
