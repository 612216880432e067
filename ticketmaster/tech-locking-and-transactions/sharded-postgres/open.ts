import { join } from 'node:path';
import type { env as Env } from '@ticketmaster/common/env';
import { Problem } from '@ticketmaster/common/problem';
import { paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { type ShardedBoxOffice, shardedBoxOffice } from './box-office.ts';
import { layOut } from './router.ts';

export interface Urls {
  router: string;
  /** Always in this order: an event's home is counted from it. */
  north: string;
  south: string;
}

export const SCHEMA = 'locking_sharded';
const nodeTables = join(import.meta.dirname, 'nodes.sql');

/**
 * Opens the connections, hands them to the box office, and closes them. Who is away is told of and started without: its tables are there from an
 * earlier start. `fromRouter`: the nodes as the router reaches them, where that is not as we do.
 */
export const openSharded =
  ({ router: routerUrl, north, south }: Urls, schema = SCHEMA, fromRouter: Omit<Urls, 'router'> = { north, south }) =>
  async (): Promise<ShardedBoxOffice> => {
    const nodes = Object.entries({ north, south }).map(([name, url]) => ({
      name,
      db: connectToPostgres(url, { schema }),
    }));
    const router = connectToPostgres(routerUrl, { schema });
    const addresses = Object.entries(fromRouter).map(([name, url]) => ({ name, url }));
    await Promise.all([
      ...nodes.map(({ name, db }) =>
        orWithout(name, migrate(db, schema, { once: [seatTables, paymentTables, nodeTables] })),
      ),
      orWithout('the router', layOut(router, schema, addresses)),
    ]);
    const close = async () => void (await Promise.all([router, ...nodes.map(({ db }) => db)].map(db => db.close())));
    return { ...shardedBoxOffice(nodes, router), close };
  };

const orWithout = (who: string, made: Promise<void>) =>
  made.catch(error => {
    if (!(error instanceof Problem && error.retryable)) throw error;
    console.error(`Starting without ${who}: ${error.message}`);
  });

/** PG_URL is the router's; NORTH_FROM_ROUTER and SOUTH_FROM_ROUTER where the router cannot use the URLs that we use. */
export function urlsFrom(env: typeof Env): Parameters<typeof openSharded> {
  const [north, south] = [env.text('PG_URL_2'), env.text('PG_URL_3')];
  const fromRouter = { north: env.text('NORTH_FROM_ROUTER', north), south: env.text('SOUTH_FROM_ROUTER', south) };
  return [{ router: env.text('PG_URL'), north, south }, SCHEMA, fromRouter];
}
