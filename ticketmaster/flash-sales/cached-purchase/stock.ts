import { join } from 'node:path';
import { type Audit, balanced, type Item, type Order, type Purchase } from '@ticketmaster/flash-sales/flash-sale';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { type Migration, migrate } from '@ticketmaster/postgres/migrate';

const tables: Migration = { once: [join(import.meta.dirname, 'schema.sql')] };
export const makeTables = (db: Database, schema: string) => migrate(db, schema, tables);

export interface Product {
  productId: string;
  stock: number;
  version: number;
  priceCents: number;
}

/**
 * @message order.created over redis-pubsub `order.created`
 * @says An order was confirmed: a hint that nobody waits for.
 * @lost Nothing depends on it.
 * @outside hears nobody in the lab: it is there for whoever subscribes
 */
export interface Stored extends Order {
  digest: string;
}

const PRODUCT = 'product_id as "productId", stock, version, price_cents as "priceCents"';
const ORDER = `order_id as "orderId", product_id as "itemId", user_id as "userId", quantity, 'CONFIRMED' as status,
  total_cents as "totalCents", digest`;

export const putOnSale = (db: Connection, { itemId, units, priceCents }: Item) =>
  db.query('insert into product values ($1, $2, $2, 1, $3) on conflict do nothing', [itemId, units, priceCents]);

export async function productOf(db: Connection, productId: string, rowLock = false): Promise<Product | undefined> {
  const { rows } = await db.query<Product>(
    rowLock
      ? `select ${PRODUCT} from product where product_id = $1 for update`
      : `select ${PRODUCT} from product where product_id = $1`,
    [productId],
  );
  return rows[0];
}

/** Undefined where there is not so much, or its version is not the one that is asked for. */
export async function decrement(
  db: Connection,
  productId: string,
  quantity: number,
  version?: number,
): Promise<Product | undefined> {
  const { rows } = await db.query<Product>(
    `update product set stock = stock - $2, version = version + 1
      where product_id = $1 and stock >= $2 and version = coalesce($3, version) returning ${PRODUCT}`,
    [productId, quantity, version ?? null],
  );
  return rows[0];
}

/** What everybody writes first: whoever read the same writes the same, unless its version must be the one that was read. */
export async function overwrite(
  db: Connection,
  productId: string,
  stock: number,
  version?: number,
): Promise<Product | undefined> {
  const { rows } = await db.query<Product>(
    `update product set stock = $2, version = version + 1
      where product_id = $1 and version = coalesce($3, version) returning ${PRODUCT}`,
    [productId, stock, version ?? null],
  );
  return rows[0];
}

/** Undefined where the user has used the key before. */
export async function insertOrder(
  db: Connection,
  { itemId, userId, quantity, key }: Purchase,
  digest: string,
  totalCents: number,
): Promise<Stored | undefined> {
  const { rows } = await db.query<Stored>(
    `insert into purchase_order (product_id, user_id, quantity, total_cents, key, digest)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning ${ORDER}`,
    [itemId, userId, quantity, totalCents, key, digest],
  );
  return rows[0];
}

export async function orderOf(db: Connection, userId: string, key: string): Promise<Stored | undefined> {
  const { rows } = await db.query<Stored>(`select ${ORDER} from purchase_order where user_id = $1 and key = $2`, [
    userId,
    key,
  ]);
  return rows[0];
}

export async function orderById(db: Connection, orderId: string): Promise<Stored | undefined> {
  const { rows } = await db.query<Stored>(`select ${ORDER} from purchase_order where order_id = $1`, [orderId]);
  return rows[0];
}

export async function auditOf(db: Connection, itemId: string): Promise<Audit | undefined> {
  const { rows } = await db.query<{ units: number; inventory: number; confirmed: number }>(
    `select units, stock as inventory,
            (select coalesce(sum(quantity), 0)::int from purchase_order o where o.product_id = p.product_id) as confirmed
       from product p where product_id = $1`,
    [itemId],
  );
  return rows[0] && balanced({ itemId, ...rows[0], reserved: 0, cancelled: 0, capturedCents: 0, mails: null });
}
