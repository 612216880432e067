import type { Database } from '@ticketmaster/postgres/database';
import { type Intent, type ProviderClient, Unknown } from './client.ts';
import { moneyOf, type PaymentFlow } from './flow.ts';
import { isFinal, next } from './order-states.ts';
import { type Order, orderNamedBy } from './orders.ts';

export interface ReconciliationParts {
  db: Database;
  provider: ProviderClient;
  flow: PaymentFlow;
  /** Intents younger than that are on their way. */
  graceMs?: number;
  now?: () => Date;
}

/** Where our orders and the provider's books differ. */
export interface Break {
  intentId: string;
  kind: 'unknown-intent' | 'order-behind' | 'amount';
  detail: string;
  mended: boolean;
}

/**
 * Goes through all that the provider has since `since`, and compares it with our orders: for what no order, no webhook and no completer can
 * know of. Each difference is kept in `payment_break`, and mended where it can be:
 *   unknown-intent   money that no order of ours stands for: what is set aside is cancelled, what was taken is refunded
 *   order-behind     the order has yet to take a step that the money asks for: it is taken
 *   amount           captured or refunded other than we know, as by hand on the provider's pages: a person has to look
 */
export function reconciliation({ db, provider, flow, graceMs = 60_000, now = () => new Date() }: ReconciliationParts) {
  async function differenceOf(
    intent: Intent,
  ): Promise<{ kind: Break['kind']; detail: string; order?: Order } | undefined> {
    const order = await orderNamedBy(db, intent);
    if (order && !order.intentId && !isFinal(order.status)) return undefined; // a moment ago: whoever goes on with it hears of it
    if (order?.intentId !== intent.id) {
      const harmless =
        intent.status === 'canceled' || (intent.status === 'succeeded' && intent.refunded >= intent.received);
      if (harmless) return undefined;
      return {
        kind: 'unknown-intent',
        detail: `${intent.status}, ${intent.amount} cents, for order ${intent.orderId ?? '?'}`,
      };
    }
    const step = next(order.status, moneyOf(order, intent));
    if (step !== 'rest' && step !== 'wait')
      return { kind: 'order-behind', detail: `${order.status}, ${intent.status}`, order };
    const knows =
      order.status !== 'CONFIRMED' ||
      (order.capturedCents === intent.received && order.refundCents === intent.refunded);
    if (knows) return undefined;
    const ours = `${order.capturedCents} − ${order.refundCents}`;
    return {
      kind: 'amount',
      detail: `we know of ${ours}, the provider of ${intent.received} − ${intent.refunded}`,
      order,
    };
  }

  async function mend(intent: Intent, kind: Break['kind'], order: Order | undefined): Promise<boolean> {
    if (kind === 'order-behind') {
      await flow.advance(order!.orderId, intent);
      return (await differenceOf(await provider.retrieve(intent.id))) === undefined;
    }
    if (kind === 'amount') return false;
    const key = `reconciliation:${intent.id}`;
    if (intent.status === 'succeeded')
      await provider.refund(`${key}:refund`, intent.id, intent.received - intent.refunded);
    else if (intent.status !== 'processing') await provider.cancel(`${key}:cancel`, intent.id);
    return intent.status !== 'processing';
  }

  return {
    /** Of what was created since, and is older than `youngestMs`. Answers what it found, and whether that is mended. */
    async run(since: Date, youngestMs = graceMs): Promise<Break[]> {
      const breaks: Break[] = [];
      const before = now().getTime() - youngestMs;
      for await (const intent of provider.list(since)) {
        if (youngestMs > 0 && intent.createdAt.getTime() > before) continue; // by the provider's clock
        const found = await differenceOf(intent);
        if (!found) continue;
        const { kind, detail, order } = found;
        await remember(intent.id, kind, detail);
        const mended = await mend(intent, kind, order).catch(error => {
          if (!(error instanceof Unknown)) console.error(`Intent ${intent.id} is not mended: ${error.message}`);
          return false; // next time; those behind it do not wait
        });
        if (mended)
          await db.query('update payment_break set mended_at = now() where intent_id = $1 and kind = $2', [
            intent.id,
            kind,
          ]);
        breaks.push({ intentId: intent.id, kind, detail, mended });
      }
      return breaks;
    },
  };

  async function remember(intentId: string, kind: Break['kind'], detail: string): Promise<void> {
    await db.query(
      `insert into payment_break (intent_id, kind, detail) values ($1, $2, $3)
           on conflict (intent_id, kind) do update set detail = excluded.detail, mended_at = null`,
      [intentId, kind, detail],
    );
  }
}
