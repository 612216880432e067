import type { Database } from '@ticketmaster/postgres/database';
import { z } from 'zod';
import { EVENT, type EventRow, eventObject, record } from './events.ts';
import { intentsIn } from './intents.ts';
import type { Settled } from './settings.ts';
import {
  CHARGE,
  type ChargeRow,
  chargeObject,
  INTENT,
  type IntentRow,
  intentObject,
  list,
  REFUND,
  type RefundRow,
  refundObject,
} from './shapes.ts';
import { noSuch, text, validForm } from './stripe-error.ts';

const limit = z.coerce.number().int().min(1, 'must be from 1 to 100').max(100, 'must be from 1 to 100').default(10);
const expand = z.union([z.array(z.string()), z.string().transform(one => [one])]).optional();
const paging = { limit, starting_after: text.optional(), expand };
const seconds = z.coerce.number().int().min(0);
const intentList = z.strictObject({ ...paging, created: z.strictObject({ gte: seconds }).optional() });
const eventList = z.strictObject({ ...paging, type: text.optional() });
const expanded = z.strictObject({ expand });

/** What can be read. An authorization whose time is over is ended before it is shown. */
export function lists(db: Database, settings: Settled) {
  async function one<Row extends object>(what: string, columns: string, table: string, id: string): Promise<Row> {
    const { rows } = await db.query<Row>(`select ${columns} from ${table} where id = $1`, [id]);
    if (!rows[0]) throw noSuch(what, id, what === 'payment_intent' ? 'intent' : 'id');
    return rows[0];
  }

  const expire = (id: string) =>
    db.transaction(async tx => {
      const { happened } = await intentsIn(tx, settings.now()).lock(id);
      await record(tx, happened, { id: null, idempotency_key: null }, settings);
    });

  const chargesOf = async (ids: (string | null)[]) =>
    new Map(
      (await db.query<ChargeRow>(`select ${CHARGE} from charge where id = any($1)`, [ids])).rows.map(row => [
        row.id,
        row,
      ]),
    );

  /** Where a page begins: behind the row of that id. */
  async function seqOf(table: string, id: string | undefined): Promise<string | null> {
    if (id === undefined) return null;
    const { rows } = await db.query(`select seq from ${table} where id = $1`, [id]);
    if (!rows[0]) throw noSuch(table, id, 'starting_after');
    return rows[0].seq;
  }

  /** Ends authorizations whose time is over; answers how many. */
  async function expireAll(): Promise<number> {
    const { rows } = await db.query<{ id: string }>(
      `select intent_id as id from charge where capture_before <= $1 order by capture_before limit 100`,
      [settings.now()],
    );
    for (const { id } of rows) await expire(id);
    return rows.length < 100 ? rows.length : 100 + (await expireAll());
  }

  return {
    expireAll,

    async retrieveIntent(id: string, query: unknown) {
      const { expand = [] } = validForm(expanded, indexed(query));
      let intent = await one<IntentRow>('payment_intent', INTENT, 'intent', id);
      let charge = intent.chargeId ? (await chargesOf([intent.chargeId])).get(intent.chargeId) : undefined;
      if (intent.status === 'requires_capture' && charge!.captureBefore! <= settings.now()) {
        await expire(id);
        intent = await one<IntentRow>('payment_intent', INTENT, 'intent', id);
        charge = (await chargesOf([intent.chargeId])).get(intent.chargeId!);
      }
      return intentObject(intent, expand.includes('latest_charge') ? charge : undefined);
    },

    async intents(query: unknown) {
      const { limit, starting_after, created, expand = [] } = validForm(intentList, indexed(query));
      await expireAll();
      const { rows } = await db.query<IntentRow>(
        `select ${INTENT} from intent where ($1::bigint is null or seq < $1) and created >= $2 order by seq desc limit $3`,
        [await seqOf('intent', starting_after), (created?.gte ?? 0) * 1_000, limit + 1],
      );
      const page = rows.slice(0, limit);
      const charges = expand.includes('data.latest_charge')
        ? await chargesOf(page.map(({ chargeId }) => chargeId))
        : new Map();
      return list(
        '/v1/payment_intents',
        page.map(row => intentObject(row, charges.get(row.chargeId))),
        rows.length > limit,
      );
    },

    charge: async (id: string) => chargeObject(await one<ChargeRow>('charge', CHARGE, 'charge', id)),
    refund: async (id: string) => refundObject(await one<RefundRow>('refund', REFUND, 'refund', id)),
    event: async (id: string) => eventObject(await one<EventRow>('event', EVENT, 'event', id)),

    async events(query: unknown) {
      const { limit, starting_after, type } = validForm(eventList, indexed(query));
      const { rows } = await db.query<EventRow>(
        `select ${EVENT} from event where ($1::bigint is null or seq < $1) and ($2::text is null or type = $2) order by seq desc limit $3`,
        [await seqOf('event', starting_after), type ?? null, limit + 1],
      );
      return list('/v1/events', rows.slice(0, limit).map(eventObject), rows.length > limit);
    },

    async endpoints() {
      const { rows } = await db.query(
        `select id, 'webhook_endpoint' as object, url, events as enabled_events, 'enabled' as status from endpoint order by created limit 100`,
      );
      return list('/v1/webhook_endpoints', rows, false);
    },
  };
}

/** `expand[0]=…` and `created[gte]=…`, as the SDK writes them into a URL, as objects. */
function indexed(query: unknown): unknown {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    const [, outer, inner] = /^(\w+)\[(\w*)\]$/.exec(name) ?? [];
    if (!outer) result[name] = value;
    else if (outer === 'expand') result.expand = [...((result.expand as unknown[]) ?? []), value].flat();
    else result[outer] = { ...(result[outer] as object), [inner!]: value };
  }
  return result;
}
