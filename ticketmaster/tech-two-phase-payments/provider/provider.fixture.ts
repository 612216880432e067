// The stand-in over a schema of its own, asked by plain HTTP: a test may open it again over what it has stored.
import { env } from '@ticketmaster/common/env';
import { app, listen } from '@ticketmaster/common/http';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { makeTables, openProvider, type ProviderOptions } from './provider.ts';

export const DAY_MS = 86_400_000;

/** What a test reads of an object, an error or a list. */
export interface Shown {
  id: string;
  object: string;
  type: string;
  status: string;
  amount: number;
  amount_capturable: number;
  amount_received: number;
  amount_refunded: number;
  amount_captured: number;
  payment_method: string | null;
  latest_charge: string | null;
  cancellation_reason: string | null;
  canceled_at: number | null;
  created: number;
  next_action: object | null;
  last_payment_error: { code: string; decline_code?: string } | null;
  secret: string;
  data: Shown[];
  has_more: boolean;
  request: { id: string | null; idempotency_key: string | null };
  error: {
    type: string;
    code?: string;
    decline_code?: string;
    param?: string;
    message: string;
    payment_intent?: Shown;
  };
}

export interface Answer {
  /** 0 where the connection broke before an answer. */
  status: number;
  body: Shown;
  text: string;
  /** The connection broke in the middle of the answer. */
  torn: boolean;
  headers: Headers;
}

export type Form = Record<string, string | number>;
export interface Sent {
  key?: string;
  authorization?: string;
}
export interface Movement {
  intentId: string;
  orderId: string | null;
  kind: string;
  cents: number;
}

/** One request, and what came of it; a broken connection is an answer as well. */
export async function ask(url: string, options: RequestInit = {}): Promise<Answer> {
  const nothing = { status: 0, body: {} as Shown, text: '', torn: false, headers: new Headers() };
  const response = await fetch(url, options).catch(() => undefined);
  if (!response) return nothing;
  const { status, headers } = response;
  const text = await response.text().catch(() => undefined);
  if (text === undefined) return { ...nothing, status, headers, torn: true };
  return { status, headers, text, body: JSON.parse(text) as Shown, torn: false };
}

export const headersOf = ({ key, authorization = 'Bearer sk_test_lab' }: Sent) => ({
  ...(authorization && { authorization }),
  ...(key && { 'idempotency-key': key }),
});

/** The calls of a provider at `url`. */
export function asked(url: string) {
  const get = (path: string) => ask(`${url}${path}`, { headers: headersOf({}) });
  const post = (path: string, form: Form = {}, sent: Sent = {}) =>
    ask(`${url}/v1/${path}`, {
      ...{ method: 'POST', headers: headersOf(sent) },
      body: new URLSearchParams(Object.entries(form).map(([name, value]): [string, string] => [name, String(value)])),
    });
  const control = (what: string, body: object = {}) =>
    ask(`${url}/_control/${what}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(body),
    });
  async function created(more: Form = {}): Promise<Shown> {
    const { body } = await post('payment_intents', { ...wish, ...more });
    return body;
  }
  return {
    ...{ url, get, post, control, created },
    at: (id: string, verb: string, form: Form = {}, sent: Sent = {}) =>
      post(`payment_intents/${id}/${verb}`, form, sent),
    intent: async (id: string): Promise<Shown> => (await get(`/v1/payment_intents/${id}`)).body,

    /** With the money set aside. */
    async held(more: Form = {}): Promise<Shown> {
      const { id } = await created(more);
      return (await post(`payment_intents/${id}/confirm`, visa)).body;
    },
    async taken(more: Form = {}): Promise<Shown> {
      const { id } = await created(more);
      await post(`payment_intents/${id}/confirm`, visa);
      return (await post(`payment_intents/${id}/capture`)).body;
    },

    /** `kind cents` of each movement of an intent. */
    async ledger(id: string): Promise<string[]> {
      const { text } = await get('/ledger?limit=1000');
      const { movements } = JSON.parse(text) as { movements: Movement[] };
      return movements.filter(({ intentId }) => intentId === id).map(({ kind, cents }) => `${kind} ${cents}`);
    },
    async events(type: string): Promise<Shown[]> {
      return (await get(`/v1/events?limit=100&type=${type}`)).body.data;
    },
  };
}

export const wish: Form = { amount: 5_000, currency: 'usd', capture_method: 'manual' };
export const visa: Form = { payment_method: 'pm_card_visa' };

/** A stand-in of one's own on a free port; `again` opens another over the same tables, as a restart does. */
export async function openStandIn({ patienceMs = 5_000, ...options }: ProviderOptions & { patienceMs?: number } = {}) {
  const schema = unique('stand_in');
  const db = connectToPostgres(env.text('PG_URL'), { schema, connections: 10, patienceMs });
  await makeTables(db, schema);

  async function open(more: ProviderOptions = {}) {
    const provider = await openProvider(db, { firstPauseMs: 50, everyMs: 20, ...options, ...more });
    const server = await listen(app(provider.routes, () => db.query('select 1')));
    return {
      ...asked(server.url),
      async shut() {
        await server.close(500);
        await provider.close();
      },
    };
  }

  const opened: Awaited<ReturnType<typeof open>>[] = [];
  async function again(more: ProviderOptions = {}) {
    await opened.at(-1)?.shut();
    opened.push(await open(more));
    return opened.at(-1)!;
  }
  const first = await again();
  return {
    ...first,
    ...{ db, schema, again },
    async close() {
      await opened.at(-1)!.shut();
      await db.query(`drop schema ${schema} cascade`);
      await db.close();
    },
  };
}
export type StandIn = Awaited<ReturnType<typeof openStandIn>>;
