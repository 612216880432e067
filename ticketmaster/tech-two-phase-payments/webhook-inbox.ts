import { Problem } from '@ticketmaster/common/problem';
import type { Database } from '@ticketmaster/postgres/database';
import { type Intent, type ProviderClient, Unknown } from './client.ts';
import type { PaymentFlow } from './flow.ts';
import { type OrderLog, printErrors } from './order-log.ts';
import { type Order, orderNamedBy } from './orders.ts';
import type { Phases } from './phases.ts';

export interface InboxParts {
  db: Database;
  provider: ProviderClient;
  phases: Phases;
  flow: PaymentFlow;
  /** Of our endpoint at the provider: `whsec_…`; '' while there is none. */
  secret: () => string;
  log?: OrderLog;
}

/** Kept longer than the provider retries, which Stripe does for three days. */
const LIFE_DAYS = 30;

/**
 * What the provider tells by itself: late, twice, in any order, or never. So an event is a hint and no more: it says of which intent
 * something may be new. The intent is fetched, and goes through the same table as every answer; an event that is older than what we know
 * moves nothing. An event whose work failed is not marked as seen: it is answered 503, and comes again.
 */
export function webhookInbox({ db, provider, phases, flow, secret, log = printErrors }: InboxParts) {
  function opened(body: Buffer, signature: string) {
    try {
      return provider.intentIn(body, signature, secret() || 'there is none yet');
    } catch (error) {
      throw new Problem(400, 'bad-signature', `Stripe-Signature: ${(error as Error).message.split('\n')[0]}`);
    }
  }

  /** Also one whose creation was answered a moment ago, or never. */
  async function orderOfIntent(intent: Intent): Promise<Order | undefined> {
    const order = await orderNamedBy(db, intent);
    return order && (order.intentId ?? intent.id) === intent.id ? order : undefined;
  }

  return {
    /**
     * Of a raw body and its signature. Throws where the signature is not right; answers whether it was new.
     * @hears provider-event
     */
    async receive(body: Buffer, signature: string): Promise<boolean> {
      const { eventId, intentId } = opened(body, signature);
      const intent = intentId === undefined ? undefined : await provider.retrieve(intentId);
      const order = intent && (await orderOfIntent(intent));
      const isNew = await phases.told(eventId, order?.orderId, intent);
      if (order) log('info', order, 'webhook', { webhook: eventId, intentId, isNew });
      if (isNew && order) await flow.advance(order.orderId, intent).catch(leftToTheCompleter);
      return isNew;
    },

    /** Forgets what cannot come again. */
    forget: () => db.query(`delete from webhook_inbox where received_at < now() - interval '${LIFE_DAYS} days'`),
  };
}

/** The event has had its effect. What follows from it is done, or left for later. */
function leftToTheCompleter(error: unknown): void {
  if (!(error instanceof Unknown)) throw error;
}
