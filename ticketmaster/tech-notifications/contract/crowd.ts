import { ask, type Reply } from '@ticketmaster/testing/client';
import { unique } from '@ticketmaster/testing/eventually';
import type { Totals } from './dedupe-store.ts';
import type { Visitor } from './promises.ts';

export const OPERATOR_TOKEN = 'operator-of-the-tests';

/** Sends a request with a Bearer token. */
export const call = (method: string, url: string, token: string, headers: Record<string, string> = {}) =>
  ask(method, url, { authorization: `Bearer ${token}`, ...headers });

/** Visitors who nobody else is. */
export function crowd(size: number): Visitor[] {
  const named = unique('v');
  return Array.from({ length: size }, (_, i) => ({ visitorId: `${named}-${i}`, key: crypto.randomUUID() }));
}

/** All join the event at the server, in no order. */
export const joinAll = (server: string, eventId: string, visitors: readonly Visitor[]): Promise<void> =>
  inParallel(visitors, ({ visitorId, key }) =>
    answered(200, () => call('POST', `${server}/api/events/${eventId}/waiting-room/${visitorId}`, key)),
  );

/** All join the event at the server, and sign in on the app. */
export async function joinAndSignIn(server: string, app: string, eventId: string, visitors: Visitor[]): Promise<void> {
  await joinAll(server, eventId, visitors);
  await inParallel(visitors, ({ visitorId, key }) =>
    answered(204, () => call('PUT', `${app}/api/visitors/${visitorId}`, key)),
  );
}

/** Lets the next `count` in, by one call that is made again, with the same key, until it is answered. Answers who they are. */
export async function letIn(
  server: string,
  eventId: string,
  count: number,
  operatorToken = OPERATOR_TOKEN,
): Promise<string[]> {
  const again = { 'idempotency-key': crypto.randomUUID() };
  const url = `${server}/api/events/${eventId}/admit?count=${count}`;
  const { body } = await answered(200, () => call('POST', url, operatorToken, again));
  const { notifications } = body as { notifications: { visitorId: string }[] };
  if (notifications.length !== count) throw new Error(`${notifications.length} were let in, not ${count}`);
  return notifications.map(({ visitorId }) => visitorId);
}

export const totals = async (app: string): Promise<Totals> => (await ask('GET', `${app}/api/heard`)).body as Totals;

/** Makes the call until it is answered with `status`, for at most 30 s; what is not worth a retry is thrown at once. */
async function answered(status: number, made: () => Promise<Reply>): Promise<Reply> {
  const until = Date.now() + 30_000;
  for (;;) {
    const reply = await made().catch((error: Error) => ({ status: 0, body: error.message }));
    if (reply.status === status) return reply;
    const passing = reply.status === 0 || reply.status >= 500;
    if (!passing || Date.now() > until) throw new Error(`answered ${reply.status}: ${JSON.stringify(reply.body)}`);
    await new Promise(again => setTimeout(again, 50 + 50 * Math.random()));
  }
}

/** At most 32 at a time. */
export async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = all.values(); // shared: who is free takes the next
  const worker = async () => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}
