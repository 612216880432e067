import { basename } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { type Purchase, seatIdsFor } from '@ticketmaster/locking/box-office';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { onTestFinished } from 'vitest';
import type { ShardedBoxOffice } from './box-office.ts';
import { homeOf } from './nodes.ts';
import { openSharded } from './open.ts';

export const urls = { router: env.text('PG_URL'), north: env.text('PG_URL_2'), south: env.text('PG_URL_3') };
export type NodeName = 'north' | 'south';
export const other = (node: NodeName): NodeName => (node === 'north' ? 'south' : 'north');

/** One for each folder, too: a schema remembers by their folder the files that made it, and a copy of this lesson is in another. */
export const schemaFor = (tests: string) =>
  `locking_sharded_${tests}_${basename(import.meta.dirname).replaceAll('-', '_')}`;

/** The name of an event that belongs on that node. */
export function eventAt(node: NodeName): string {
  for (;;) {
    const eventId = unique('event');
    if (homeOf(eventId, ['north', 'south']) === node) return eventId;
  }
}

export const wish = (eventId: string, ...seatIds: string[]): Purchase => {
  const who = { orderId: crypto.randomUUID(), userId: unique('user'), paymentToken: 'tok_ok' };
  return { ...who, eventId, seatIds };
};

/** A box office for one test, perhaps with a proxy before a node; and a connection of one's own to each database. */
export async function officeFor(schema: string, at: Partial<typeof urls> = {}) {
  const office = await openSharded({ ...urls, ...at }, schema)();
  const connect = (url: string) => connectToPostgres(url, { schema, connections: 5 });
  const dbs: Record<'router' | NodeName, Database> = {
    router: connect(urls.router),
    north: connect(urls.north),
    south: connect(urls.south),
  };
  onTestFinished(async () => {
    await Promise.all([office, ...Object.values(dbs)].map(one => one.close()));
  });
  return { office, dbs };
}

/** An event of ten seats at 50 euros on that node. */
export async function onSale(office: ShardedBoxOffice, node: NodeName): Promise<string> {
  const eventId = eventAt(node);
  await office.putOnSale(eventId, seatIdsFor(10), 5_000);
  return eventId;
}
