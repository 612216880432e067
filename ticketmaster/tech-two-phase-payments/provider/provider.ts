import { join } from 'node:path';
import { repeat } from '@ticketmaster/common/repeat';
import { jsonLog, type Log } from '@ticketmaster/log/log';
import type { Database } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { type RequestHandler, Router } from 'express';
import { calls } from './calls.ts';
import { controlRoutes } from './control.ts';
import { forgetKeys } from './idempotency.ts';
import { lists } from './lists.ts';
import { stripeRoutes } from './routes.ts';
import { openSettings, type Settled } from './settings.ts';
import { deliver, type WebhookOptions } from './webhooks.ts';

export const makeTables = (db: Database, schema: string) =>
  migrate(db, schema, { once: [join(import.meta.dirname, 'schema.sql')] });

export interface ProviderOptions extends WebhookOptions {
  /** ms since 1970; the control port moves it forward. */
  now?: () => number;
  /** Hears of each call that changes something, and of each webhook; both name the request that their order came from. */
  log?: Log;
}

/**
 * A stand-in for a payment provider, that speaks the part of Stripe's API that a sale in two phases needs. All it knows is in `db`, with the
 * tables of makeTables: a kill -9 loses nothing that it has answered.
 */
export async function openProvider(
  db: Database,
  { now, log = jsonLog('off', 'provider'), ...webhooks }: ProviderOptions = {},
) {
  const settings = await openSettings(db, now);
  const deliveries = deliver(db, settings, log, webhooks);
  const { expireAll } = lists(db, settings);
  const stopExpiring = repeat(1_000, 'Ending authorizations', expireAll);
  const stopForgetting = repeat(3_600_000, 'Forgetting keys', () => forgetKeys(db, settings.now()));
  return {
    routes: Router()
      .use(downWhile(settings))
      .use(controlRoutes(db, settings))
      .use(stripeRoutes(db, settings, calls(db, settings, deliveries, log))),
    async close(): Promise<void> {
      await Promise.all([deliveries.close(), stopExpiring(), stopForgetting()]);
    },
  };
}

/** The control port stays reachable. */
const downWhile =
  (settings: Settled): RequestHandler =>
  (request, response, next) => {
    if (Date.now() < settings.current.downUntil && request.path.startsWith('/v1')) response.socket?.destroy();
    else next();
  };
