import { unavailable } from '@ticketmaster/common/http';
import type { BoxOffice } from '@ticketmaster/locking/box-office';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-books/database';
import { payments } from '@ticketmaster/locking-books/payments';
import { seatBooks } from '@ticketmaster/locking-books/seats';
import { settleAbandoned } from './at-work.ts';
import type { LockOptions } from './lock.ts';
import type { Servers } from './servers.ts';
import { fenceTables } from './storage.ts';
import { connectVoters } from './voters.ts';
import { type WaysOf, waysOf } from './ways.ts';

export const usualTimes: LockOptions = { leaseMs: 2_000, holdMs: 10_000, waitMs: 3_000 };

/** Seats in one PostgreSQL, money in another, locks in Redis. */
export function redlockBoxOffice(
  { seatsUrl, paymentsUrl, redisUrls }: Servers,
  times = usualTimes,
  ways: WaysOf = waysOf,
  schema = 'locking_redlock',
) {
  return async (): Promise<BoxOffice & { ready(): Promise<unknown> }> => {
    const db = await openDatabase(seatsUrl, schema, [seatTables, fenceTables]);
    const paymentsDb = await openDatabase(paymentsUrl, schema, [paymentTables]);
    const voters = await connectVoters(redisUrls);
    const money = payments(paymentsDb);
    const books = seatBooks(db);
    return {
      ...books,
      ways: ways({ db, money, voters, times }),
      audit: eventId => books.auditWith(money, eventId),
      recover: () => settleAbandoned(db, money),

      async ready() {
        await Promise.all([db.query('select 1'), paymentsDb.query('select 1')]);
        const answers = await Promise.allSettled(voters.map(({ redis }) => redis.ping()));
        const here = answers.filter(({ status }) => status === 'fulfilled').length;
        if (here <= voters.length / 2) throw unavailable('a majority of the Redis servers');
      },

      async close() {
        for (const { redis } of voters) redis.disconnect();
        await Promise.all([db.close(), paymentsDb.close()]);
      },
    };
  };
}
