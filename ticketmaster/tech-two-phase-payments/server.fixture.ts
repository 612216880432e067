// The lesson's server and the stand-in as processes of their own, on ports that stay theirs, so that each can be killed and started again.
import { join } from 'node:path';
import { ask, type Reply } from '@ticketmaster/testing/client';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { freePort, type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import type { Break } from './reconciliation.ts';

const TOKEN = 'of-the-operator';

/** One process that can be killed and comes back at the same address. */
async function restartable(script: string, environment: Record<string, string>) {
  const settings = { ...environment, PORT: `${await freePort()}` };
  let running: Spawned = await spawnServer(script, settings);
  return {
    url: running.url,
    output: () => running.output(),
    async kill() {
      await running.end('SIGKILL');
      running = await spawnServer(script, settings);
    },
    end: () => running.end(),
  };
}

/** A stand-in and `count` servers of the lesson over one database. */
export async function openServers(count: number, environment: Record<string, string> = {}) {
  const provider = await restartable(join(import.meta.dirname, 'provider/server.ts'), {
    PG_SCHEMA: unique('provider'),
  });
  const settings = {
    ...{
      PG_SCHEMA: unique('payments'),
      PROVIDER_URL: provider.url,
      OPERATOR_TOKEN: TOKEN,
      ALLOW_FAULTS: '1',
      HOLD_SECONDS: '60',
    },
    ...{ COMPLETE_MS: '2000', GRACE_MS: '10000', PROVIDER_RETRIES: '0', ...environment },
  };
  const servers = await Promise.all(
    Array.from({ length: count }, () => restartable(join(import.meta.dirname, 'server.ts'), settings)),
  );

  const headers = (name: string, key: string) => ({
    ...{ authorization: `Bearer ${name}`, 'content-type': 'application/json' },
    ...(key && { 'idempotency-key': key }),
  });
  /** By any server, or by the nth. */
  const call = (
    method: string,
    path: string,
    { name = 'ada', key = '', body = undefined as unknown, nth = -1, withinMs = 40_000 } = {},
  ): Promise<Reply> => {
    const { url } = servers[nth < 0 ? Math.floor(Math.random() * count) : nth]!;
    return ask(
      method,
      `${url}${path}`,
      headers(name, key),
      body === undefined ? undefined : JSON.stringify(body),
      withinMs,
    );
  };
  const operator = (method: string, path: string, body?: object) => call(method, path, { name: TOKEN, body, nth: 0 });

  return {
    provider,
    servers,
    call,
    operator,
    control: (what: string, body: object) =>
      ask('POST', `${provider.url}/_control/${what}`, { 'content-type': 'application/json' }, JSON.stringify(body)),
    async event(seats: number): Promise<string> {
      const eventId = unique('event');
      const { status } = await operator('POST', '/api/events', { eventId, seats });
      if (status !== 201) throw new Error(`POST /api/events: ${status}`);
      return eventId;
    },
    /** Resolves once nothing is on its way any more. */
    async quiet(): Promise<void> {
      await eventually(async () => {
        const { body } = await operator('POST', '/api/complete', { youngestMs: 0 });
        const { seen } = body as { seen: number };
        if (seen > 0) throw new Error(`${seen} orders are on their way`);
      }, 120_000);
    },
    async reconcile(): Promise<Break[]> {
      const { body } = await operator('POST', '/api/reconcile', { youngestMs: 0 });
      return (body as { breaks: Break[] }).breaks;
    },
    audit: async (eventId: string) =>
      (await operator('GET', `/api/events/${eventId}/audit`)).body as { orders: number; findings: string[] },
    close: () => Promise.all([...servers, provider].map(server => server.end())),
  };
}
export type Servers = Awaited<ReturnType<typeof openServers>>;
