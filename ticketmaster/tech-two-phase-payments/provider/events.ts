import { randomBytes } from 'node:crypto';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Settled } from './settings.ts';

export const API_VERSION = '2026-10-28.endive';

export const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;

export interface Happened {
  type: string;
  object: unknown;
}

/** Which request made them; null for what the provider did by itself. */
export interface RequestOf {
  id: string | null;
  idempotency_key: string | null;
}

export interface EventRow {
  id: string;
  type: string;
  object: unknown;
  request: RequestOf;
  created: number;
}

export const EVENT = 'id, type, object, request, created::float8 as created';

/**
 * @message provider-event over webhook the URL of each endpoint that wants its type
 * @field id the same in each attempt
 * @field created in seconds since 1970
 * @field data `object`, the intent, charge or refund, as it was then
 * @field request the call of the API that it comes from; its id is null where the provider did it by itself
 * @carries eventObject
 * @word stripe-signature
 * @says Something happened at the payment provider, such as `payment_intent.succeeded`: a hint, after which the intent is fetched.
 * @lost Posted again, ten times at most. It is a hint: who waits for it asks without it, too.
 * @twice Seen once: its id is kept for thirty days.
 */
export const eventObject = ({ id, type, object, request, created }: EventRow) => ({
  ...{ id, object: 'event', api_version: API_VERSION, created: Math.floor(created / 1_000), type, data: { object } },
  ...{ livemode: false, pending_webhooks: 0, request },
});

/** Writes events, and whom they are told, in the transaction of what happened. Answers their ids. */
export async function record(
  tx: Connection,
  happened: Happened[],
  request: RequestOf,
  settings: Settled,
): Promise<string[]> {
  if (happened.length === 0) return [];
  const ids = happened.map(() => newId('evt'));
  const { off, duplicate, reorder, delayMs } = settings.current.webhooks;
  const due = Date.now() + delayMs;
  const dues = ids.map(() => due + (reorder ? Math.floor(Math.random() * 300) : 0));
  await tx.query(
    `with told as (
       insert into event (id, type, object, request, created)
       select id, type, object::jsonb, $4::jsonb, $5 from unnest($1::text[], $2::text[], $3::text[]) as e (id, type, object)
     )
     insert into delivery (event_id, endpoint_id, due)
     select e.id, endpoint.id, e.due from unnest($1::text[], $2::text[], $6::bigint[]) as e (id, type, due)
            cross join generate_series(1, $7) join endpoint on endpoint.events && array['*', e.type]`,
    [
      ids,
      happened.map(({ type }) => type),
      happened.map(({ object }) => JSON.stringify(object)),
      JSON.stringify(request),
      settings.now(),
      dues,
      off ? 0 : duplicate ? 2 : 1,
    ],
  );
  return ids;
}
