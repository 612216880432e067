import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@ticketmaster/log/log';
import type { Database } from '@ticketmaster/postgres/database';
import { EVENT, type EventRow, eventObject } from './events.ts';
import type { Settled } from './settings.ts';

export interface WebhookOptions {
  /** The pause after the first attempt, doubled after each. Stripe's grow to hours, over three days. */
  firstPauseMs?: number;
  attempts?: number;
  everyMs?: number;
}

interface Due {
  id: string;
  attempt: number;
  url: string;
  secret: string;
  event: string;
}

const PATIENCE_MS = 2_000;
const AT_ONCE = 16;

export interface Deliveries {
  /** Events were committed: tells them, and where webhooks come before the answer resolves once they are told, within 2 s. */
  told(eventIds: string[]): Promise<void>;
  /** Ends when the calls under way have ended. */
  close(): Promise<void>;
}

/**
 * Tells the endpoints, at least once each: a delivery is a row until it is answered 2xx, so a crash forgets none. In no promised order.
 * Signed as Stripe signs: `t=<seconds>,v1=<HMAC-SHA256 of "t.body">`.
 */
export function deliver(
  db: Database,
  settings: Settled,
  log: Log,
  { firstPauseMs = 1_000, attempts = 10, everyMs = 200 }: WebhookOptions = {},
): Deliveries {
  const closing = new AbortController();
  let wake = () => {};
  let underway: Promise<unknown> = Promise.resolve();

  /** Takes deliveries that are due, and for as long as an attempt may last nobody else does. */
  async function take(only: string[] | null): Promise<Due[]> {
    const now = Date.now();
    const { rows } = await db.query<Due>(
      `with due as (
         select id from delivery where due <= $1 and ($3::text[] is null or event_id = any($3)) order by due
          limit $4 for update skip locked
       )
       update delivery set due = $2, attempt = attempt + 1 from due, endpoint
        where delivery.id = due.id and endpoint.id = delivery.endpoint_id
       returning delivery.id, attempt, url, secret, event_id as event`,
      [now, now + 2 * PATIENCE_MS, only, AT_ONCE],
    );
    return rows;
  }

  /** @sends provider-event */
  async function attempt(due: Due): Promise<void> {
    const { rows } = await db.query<EventRow>(`select ${EVENT} from event where id = $1`, [due.event]);
    const body = JSON.stringify(eventObject(rows[0]!));
    const at = Math.floor(Date.now() / 1_000);
    const secret = settings.current.webhooks.corrupt ? 'another secret' : due.secret;
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` };
    const taken = await fetch(due.url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).then(
      async response => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    const { metadata = {} } = rows[0]!.object as { metadata?: Record<string, string> };
    const of = { orderId: metadata.order_id, orderRequestId: metadata.request_id };
    log('info', 'webhook', { webhook: due.event, type: rows[0]!.type, taken, attempt: due.attempt, ...of });
    if (taken || due.attempt >= attempts) await db.query('delete from delivery where id = $1', [due.id]);
    else
      await db.query('update delivery set due = $2 where id = $1', [
        due.id,
        Date.now() + Math.round(firstPauseMs * 2 ** (due.attempt - 1) * (0.5 + Math.random())),
      ]);
  }

  async function round(only: string[] | null = null): Promise<number> {
    const due = await take(only);
    await Promise.all(due.map(attempt));
    return due.length;
  }

  async function rounds(): Promise<void> {
    while (!closing.signal.aborted) {
      underway = round().catch((error: Error) => {
        console.error(`Webhooks are not told: ${error.message}`);
        return 0;
      });
      if ((await underway) === AT_ONCE) continue;
      const woken = new Promise<void>(resolve => (wake = resolve));
      await Promise.race([woken, sleep(everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => {})]);
    }
  }
  const ended = rounds();

  return {
    async told(eventIds) {
      if (!settings.current.webhooks.beforeAnswer) return wake();
      const all = round(eventIds).then(() => underway); // which may have taken some of them
      await Promise.race([all, sleep(PATIENCE_MS)]);
    },
    async close() {
      closing.abort();
      await ended;
    },
  };
}
