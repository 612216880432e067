// Planted bugs: each is a way that was changed in one place, and the promise that catches it.
import { env } from '@ticketmaster/common/env';
import type { OpenBoxOffice, Sell } from '@ticketmaster/locking/box-office';
import { type Promised, promises } from '@ticketmaster/locking/promises';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import {
  pessimistic,
  type Row,
  type Seats,
  sellInOneTransaction,
  sorted,
  takeSeats,
} from '@ticketmaster/locking-store/in-one-transaction';
import type { Database } from '@ticketmaster/postgres/database';
import { expect, it } from 'vitest';
import { meeting, twoLook } from './meeting.fixture.ts';
import { openPostgres } from './open.ts';
import { optimistic } from './ways.ts';

const url = env.text('PG_URL');
const schema = 'locking_postgres';

/** The same books, sold from in another way. */
function selling(way: (db: Database) => Sell): OpenBoxOffice {
  return async () => {
    const [office, db] = [
      await openPostgres(url, schema)(),
      await openDatabase(url, schema, [seatTables, paymentTables]),
    ];
    const close = async () => void (await Promise.all([office.close(), db.close()]));
    return { ...office, ways: { mutant: way(db) }, close };
  };
}
const changed = (seats: Seats) => selling(db => sellInOneTransaction(db, seats));

const meet = meeting();
const select = 'select seat_id, version, order_id from seat_inventory where event_id = $1 and seat_id = any($2)';

const mutants: [Promised, string, OpenBoxOffice][] = [
  [
    'oneBuyer',
    'pessimistic without `for update`',
    changed(
      twoLook({
        ...pessimistic,
        find: async (tx, { eventId, seatIds }) =>
          sorted((await tx.query<Row>(`${select} order by seat_id`, [eventId, seatIds])).rows),
      }),
    ),
  ],
  [
    'noDeadlock',
    'pessimistic that locks in the order of the wish',
    changed({
      ...pessimistic,
      async find(tx, { eventId, seatIds }) {
        const rows = [];
        for (const seatId of seatIds) {
          rows.push(...(await tx.query<Row>(`${select} for update`, [eventId, [seatId]])).rows);
          await meet(); // one has the first, another the last
        }
        return sorted(rows);
      },
    }),
  ],
  ['oneBuyer', 'optimistic without the predicate on the version', changed(twoLook({ ...optimistic, take: takeSeats }))],
  [
    'paidIffSold',
    'tickets in a transaction, and money outside of it',
    selling(db => {
      const sell = sellInOneTransaction(db, pessimistic);
      return async (purchase, reached) => {
        const outcome = await sell(purchase, reached);
        await db.query(
          `insert into payment values ($1, $2, 5000, 'CAPTURED') on conflict (order_id) do update set status = 'CAPTURED'`,
          [purchase.orderId, purchase.eventId],
        );
        return outcome;
      };
    }),
  ],
  [
    'sameAnswer',
    'an order that is not written down first',
    selling(db => {
      const sell = sellInOneTransaction(db, pessimistic);
      return (purchase, reached) => sell({ ...purchase, orderId: crypto.randomUUID() }, reached);
    }),
  ],
];

it.concurrent.each(mutants)('%s catches: %s', async (promise, _what, open) => {
  await expect(promises[promise]({ open, way: 'mutant', stallMs: 300 })).rejects.toThrow();
});
