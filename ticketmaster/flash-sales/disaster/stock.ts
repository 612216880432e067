import { join } from 'node:path';
import {
  type Audit,
  balanced,
  type Item,
  type Order,
  type OrderStatus,
  type Purchase,
} from '@ticketmaster/flash-sales/flash-sale';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { type Migration, migrate } from '@ticketmaster/postgres/migrate';

const tables: Migration = { once: [join(import.meta.dirname, 'schema.sql')] };
export const makeTables = (db: Database, schema: string) => migrate(db, schema, tables);

export interface Stored extends Order {
  paymentMethod: string;
  digest: string;
  reservedUntil: Date;
}

const COLUMNS = `order_id as "orderId", item_id as "itemId", user_id as "userId", quantity, status, total_cents as "totalCents",
  payment_method as "paymentMethod", digest, reserved_until as "reservedUntil"`;

export const putOnSale = (db: Connection, { itemId, units, priceCents }: Item) =>
  db.query('insert into item values ($1, $2, $2, $3) on conflict do nothing', [itemId, units, priceCents]);

export async function stockOf(db: Connection, itemId: string, rowLock = false) {
  const { rows } = await db.query<{ inventory: number; priceCents: number }>(
    rowLock
      ? 'select inventory, price_cents as "priceCents" from item where item_id = $1 for update'
      : 'select inventory, price_cents as "priceCents" from item where item_id = $1',
    [itemId],
  );
  return rows[0];
}

/** False where there is not so much. */
export async function decrement(db: Connection, itemId: string, quantity: number): Promise<boolean> {
  const { rowCount } = await db.query(
    'update item set inventory = inventory - $2 where item_id = $1 and inventory >= $2',
    [itemId, quantity],
  );
  return rowCount === 1;
}

/** What everybody writes first: whoever read the same writes the same. */
export async function overwrite(db: Connection, itemId: string, inventory: number): Promise<true> {
  await db.query('update item set inventory = $2 where item_id = $1', [itemId, inventory]);
  return true;
}

export const restore = (db: Connection, { itemId, quantity }: Order) =>
  db.query('update item set inventory = inventory + $2 where item_id = $1', [itemId, quantity]);

/** Undefined where the user has used the key before. */
export async function reserve(
  db: Connection,
  { itemId, userId, quantity, paymentMethod, key }: Purchase,
  { digest, totalCents, reservedUntil }: { digest: string; totalCents: number; reservedUntil: Date },
): Promise<Stored | undefined> {
  const { rows } = await db.query<Stored>(
    `insert into purchase_order (item_id, user_id, quantity, total_cents, payment_method, key, digest, reserved_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning ${COLUMNS}`,
    [itemId, userId, quantity, totalCents, paymentMethod, key, digest, reservedUntil],
  );
  return rows[0];
}

export async function orderOf(db: Connection, userId: string, key: string): Promise<Stored | undefined> {
  const { rows } = await db.query<Stored>(`select ${COLUMNS} from purchase_order where user_id = $1 and key = $2`, [
    userId,
    key,
  ]);
  return rows[0];
}

export async function orderById(db: Connection, orderId: string): Promise<Stored | undefined> {
  const { rows } = await db.query<Stored>(`select ${COLUMNS} from purchase_order where order_id = $1`, [orderId]);
  return rows[0];
}

/** Ends a purchase that is RESERVED; false where somebody has done so already. */
export async function end(db: Connection, { orderId }: Order, status: OrderStatus): Promise<boolean> {
  const { rowCount } = await db.query(
    `update purchase_order set status = $2, changed_at = clock_timestamp() where order_id = $1 and status = 'RESERVED'`,
    [orderId, status],
  );
  return rowCount === 1;
}

/** Those that nobody has touched for so long, 100 at most, longest first. */
export async function leftReserved(db: Connection, graceMs: number): Promise<Stored[]> {
  const { rows } = await db.query<Stored>(
    `select ${COLUMNS} from purchase_order
      where status = 'RESERVED' and changed_at <= clock_timestamp() - $1 * interval '1 millisecond'
      order by changed_at limit 100`,
    [graceMs],
  );
  return rows;
}

/** `captured` says what the provider keeps for so many orders, by their ids. */
export async function auditOf(
  db: Connection,
  itemId: string,
  captured: (orderIds: Set<string>) => Promise<number>,
): Promise<Audit | undefined> {
  const { rows: items } = await db.query<{ units: number; inventory: number }>(
    'select units, inventory from item where item_id = $1',
    [itemId],
  );
  if (!items[0]) return undefined;
  const { rows } = await db.query<{ orderId: string; status: OrderStatus; quantity: number }>(
    'select order_id as "orderId", status, quantity from purchase_order where item_id = $1',
    [itemId],
  );
  const units = (which: OrderStatus) =>
    rows.reduce((sum, { status, quantity }) => sum + (status === which ? quantity : 0), 0);
  return balanced({
    ...{ itemId, ...items[0], mails: null },
    ...{ reserved: units('RESERVED'), confirmed: units('CONFIRMED'), cancelled: units('CANCELLED') },
    capturedCents: await captured(new Set(rows.map(({ orderId }) => orderId))),
  });
}
