import type { Database } from '@ticketmaster/postgres/database';
import { stripeAt } from './client.ts';

/** What an order may wait for, or has to hear. Every other event would be fetched and looked at for nothing. */
const TOLD = [
  ...(['amount_capturable_updated', 'succeeded', 'payment_failed', 'canceled'] as const).map(
    what => `payment_intent.${what}` as const,
  ),
  'charge.refunded' as const,
];

export interface EndpointOptions {
  /** Where the provider calls us. */
  url: string;
  /** Of the stand-in. Stripe cannot call 127.0.0.1: it needs `stripe listen`, which has a secret of its own. */
  providerUrl: string;
  key: string;
}

/** The secret that our webhooks are signed with. An endpoint is registered once for its URL, since its secret is told only then. */
export async function webhookSecretFor(db: Database, { url, providerUrl, key }: EndpointOptions): Promise<string> {
  const { rows } = await db.query<{ secret: string }>('select secret from webhook_endpoint where url = $1', [url]);
  const secret = rows[0]?.secret;
  const stripe = stripeAt(providerUrl, key, { timeout: 5_000 });
  const endpoints = await stripe.webhookEndpoints.list({ limit: 100 });
  if (secret && endpoints.data.some(endpoint => endpoint.url === url)) return secret;
  const { secret: made } = await stripe.webhookEndpoints.create({ url, enabled_events: TOLD });
  await db.query(
    'insert into webhook_endpoint values ($1, $2) on conflict (url) do update set secret = excluded.secret',
    [url, made],
  );
  return made!;
}
