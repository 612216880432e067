// A shop in this process, on real servers and a provider of its own; and visitors with cookies.
import { env } from '@ticketmaster/common/env';
import { app, listen } from '@ticketmaster/common/http';
import { jsonLog } from '@ticketmaster/log/log';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { unique } from '@ticketmaster/testing/eventually';
import { connectToProvider, type ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { openStandIn } from '@ticketmaster/two-phase-payments/stand-in';
import type { RoomMode } from './catalog/shows.ts';
import { makeTables, openShop, type ShopParts } from './shop.ts';
import { MEASURES } from './waiting-room/fairness.ts';

export const OPERATOR_TOKEN = 'operator-of-the-test';
const operator = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server says, read by tests that know what to expect
  body: any;
  headers: Headers;
}

/** No limit of requests, unless a test wants one: it would hide what else is refused. `changed`: another provider than the one that was made, for experiments. */
export async function openTestShop(
  settings: Partial<ShopParts> = {},
  changed: (provider: ProviderClient) => ProviderClient = provider => provider,
) {
  const schema = unique('real');
  const urls = { pg: env.text('PG_URL'), redis: env.text('REDIS_URL') };
  const standIn = await openStandIn('', { PG_URL: urls.pg, PORT: '0', PG_SCHEMA: `${schema}_provider` });
  const db = connectToPostgres(urls.pg, { schema });
  await makeTables(db, schema);
  await db.query(
    `insert into venue values ('V1', 'Cellar Club', 'Berlin', 'club'), ('V2', 'Arena', 'Lisbon', 'arena')`,
  );
  const redis = connectToRedis(urls.redis);
  const provider = changed(connectToProvider({ key: 'sk_test_lab', url: standIn.url }));
  const shop = await openShop({
    ...{ db, redis, provider, urls, schema, webhookSecret: () => '', operatorToken: OPERATOR_TOKEN },
    ...{
      holdMs: 600_000,
      mostUnpaid: 3,
      measures: MEASURES,
      trustProxy: true,
      works: true,
      requests: { perSecond: 0, atOnce: 0 },
    },
    ...{ log: jsonLog('off', 'shop'), ...settings },
  });
  const server = await listen(app(shop.routes, shop.ready));

  async function call(
    method: string,
    path: string,
    sent?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'idempotency-key': unique('key'), ...headers },
      ...(sent !== undefined && { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
  }

  return {
    ...{ db, redis, shop, schema, call, url: server.url, providerUrl: standIn.url },

    /** A show of its own, whose sale has not begun. */
    async announced({ venueId = 'V1', prices = {} as Record<string, number> } = {}): Promise<string> {
      const eventId = unique('event');
      const show = {
        venueId,
        name: 'A Night',
        performer: 'Ada',
        genre: 'Pop',
        startsAt: '2027-05-01T20:00:00Z',
        priceCents: 5_000,
        prices,
      };
      await call('PUT', `/api/events/${eventId}`, show, operator);
      return eventId;
    },

    /** A show of its own, on sale. */
    async onSale({
      waitingRoom = 'off' as RoomMode,
      ...show
    }: Parameters<typeof this.announced>[0] & { waitingRoom?: RoomMode } = {}): Promise<string> {
      const eventId = await this.announced(show);
      await call('PATCH', `/api/events/${eventId}`, { status: 'ON_SALE', waitingRoom }, operator);
      return eventId;
    },

    asOperator: (method: string, path: string, sent?: unknown) => call(method, path, sent, operator),

    async visitor() {
      const { body, headers } = await call('POST', '/api/session');
      const cookie = headers.get('set-cookie')!.split(';')[0]!;
      const as = (method: string, path: string, sent?: unknown, more: Record<string, string> = {}) =>
        call(method, path, sent, { cookie, ...more });
      return {
        ...{ userId: body.userId as string, cookie, call: as },
        hold: (eventId: string, sent: unknown, more = {}) => as('POST', `/api/events/${eventId}/orders`, sent, more),
        confirm: (orderId: string, paymentMethod = 'pm_card_visa', more = {}) =>
          as('POST', `/api/orders/${orderId}/confirm`, { paymentMethod }, more),
      };
    },

    async close(): Promise<void> {
      await shop.endStreams();
      await server.close();
      await shop.close();
      await redis.quit();
      await standIn.close();
      await db.query(`drop schema ${schema}, ${schema}_provider cascade`);
      await db.close();
    },
  };
}

export type TestShop = Awaited<ReturnType<typeof openTestShop>>;
