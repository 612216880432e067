import { shopOf, clientOf as speakTo } from '../../../ticketmaster/flash-sales/cached-purchase/experiments/client.ts';
import * as products from '../../../ticketmaster/flash-sales/cached-purchase/stock.ts';
import type { Shop } from '../../../ticketmaster/flash-sales/contract/shop.ts';
import { shopAt } from '../../../ticketmaster/flash-sales/disaster/client.ts';
import { openDrawing } from '../../../ticketmaster/flash-sales/disaster/drawing.ts';
import * as items from '../../../ticketmaster/flash-sales/disaster/stock.ts';
import { shopAt as shopOfEngine } from '../../../ticketmaster/flash-sales/sharded-engine/experiments/client.ts';
import * as tickets from '../../../ticketmaster/flash-sales/sharded-engine/tickets.ts';
import type { Instance } from '../../../ticketmaster/instances/instance.ts';
import { connectToPostgres, type Database } from '../../../ticketmaster/postgres/database.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { programs } from '../../servers/programs.ts';
import * as cached from '../cached-purchase/stage.ts';
import type { Measuring } from '../comparison.ts';
import * as sharded from '../sharded-engine/stage.ts';
import { ofCachedPurchase, ofDisaster, ofShardedEngine } from './statements.ts';

/** A lesson with all its servers, as its run.sh starts them. */
export interface Lesson {
  name: string;
  /** Processes, each a box of the drawing or what watches one. */
  parts: number;
  shop: Shop;
  /** Of the PostgreSQL where its purchases are decided. */
  url: string;
  makeTables(db: Database, schema: string): Promise<unknown>;
  putOnSale(db: Database, itemId: string): Promise<unknown>;
  /** A purchase of one unit of the item, in pgbench's language. */
  statements(itemId: string): string;
}

const ENOUGH = 1_000_000;

/** All three, with nothing to do yet. Buyers have so many connections to each. What is opened ends by `cleanUp`. */
export async function openLessons(measuring: Measuring, connections: number): Promise<Lesson[]> {
  const { cleanUp } = measuring;
  const opened = [
    await openDisaster(measuring, connections),
    await openCached(measuring, connections),
    await openSharded(measuring, connections),
  ];
  for (const { shop } of opened) cleanUp.defer(async () => shop.close());
  return opened;
}

/** It has no replicas to promote: only its servers can be killed. */
export async function openDisaster(
  { urls, cleanUp, tell }: Measuring,
  connections: number,
): Promise<Lesson & { servers: Instance[] }> {
  Object.assign(process.env, urls);
  const nginx = (await programs.nginx!(tell)).NGINX_PATH!;
  const [schema, ofProvider, operatorToken] = [unique('flash_beside'), unique('flash_provider'), unique('operator')];
  const db = connectToPostgres(urls.PG_URL!, { schema, connections: 1 });
  cleanUp.defer(db.close);
  cleanUp.defer(async () => void (await db.query(`drop schema if exists ${schema}, ${ofProvider} cascade`)));
  const settings = { PG_SCHEMA: schema, OPERATOR_TOKEN: operatorToken };
  const drawing = await openDrawing({ nginx, port: 0, settings, provider: { PG_SCHEMA: ofProvider } });
  cleanUp.defer(drawing.end);
  return {
    ...{ name: 'disaster', url: urls.PG_URL!, makeTables: items.makeTables, statements: ofDisaster },
    parts: drawing.servers.length + ['nginx', 'provider', 'Redis', 'PostgreSQL'].length,
    shop: shopAt(drawing.url, { operatorToken, connections }),
    putOnSale: (db, itemId) => items.putOnSale(db, { itemId, units: ENOUGH, priceCents: 5_000 }),
    servers: drawing.servers,
  };
}

async function openCached({ cleanUp }: Measuring, connections: number): Promise<Lesson> {
  const { drawing } = cleanUp.use(await cached.openStage());
  const { url, cert, apps, topology } = drawing;
  return {
    ...{ name: 'cached-purchase', url: topology.postgresUrls[0], makeTables: products.makeTables },
    statements: ofCachedPurchase,
    parts: ['nginx'].length + apps.length + (await topology.table()).length,
    shop: shopOf(speakTo(url, cert, cached.OPERATOR, 5_000, connections)),
    putOnSale: (db, itemId) => products.putOnSale(db, { itemId, units: ENOUGH, priceCents: 0 }),
  };
}

async function openSharded({ urls, cleanUp }: Measuring, connections: number): Promise<Lesson> {
  const { engine } = cleanUp.use(await sharded.openStage(urls.KAFKA_BROKERS!, true));
  return {
    ...{ name: 'sharded-engine', url: engine.topology.shardUrls[0]![0]!, makeTables: tickets.makeTables },
    statements: ofShardedEngine,
    parts: engine.servers().length,
    shop: shopOfEngine(engine.url, { operatorToken: sharded.OPERATOR, connections }),
    putOnSale: (db, eventId) => tickets.putOnSale(db, eventId, ENOUGH),
  };
}
