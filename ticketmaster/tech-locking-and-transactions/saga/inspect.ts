import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { orderIdOf } from '@ticketmaster/locking/routes';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { payments } from '@ticketmaster/locking-store/payments';
import type { Databases } from './box-office.ts';
import { sagaLog } from './saga-log.ts';

/** What both databases know of one order: where its saga is, what the order says, which seats carry it, where its money is. */
export async function inspect(urls: Databases<string>, orderId: string) {
  const db = await openDatabase(urls.seats, 'locking_saga', [seatTables], 1);
  const paymentsDb = await openDatabase(urls.payments, 'locking_saga', [paymentTables], 1);
  try {
    const entry = await sagaLog(db, orderId).last();
    const { rows: orders } = await db.query('select status from orders where order_id = $1', [orderId]);
    const { rows: seats } = await db.query('select seat_id from seat_inventory where order_id = $1 order by seat_id', [
      orderId,
    ]);
    return {
      saga: entry ? `${entry.state} ${entry.step}` : null,
      why: entry?.why || null,
      order: orders[0]?.status ?? null,
      seats: seats.map(({ seat_id }) => seat_id),
      payment: (await payments(paymentsDb).find(orderId)).at(-1)?.status ?? null,
    };
  } finally {
    await Promise.all([db.close(), paymentsDb.close()]);
  }
}

if (import.meta.main) {
  const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };
  console.log(
    JSON.stringify(await inspect(urls, orderIdOf(process.argv[2] ?? '', process.argv[3] ?? '')).catch(refuseToStart)),
  );
}
