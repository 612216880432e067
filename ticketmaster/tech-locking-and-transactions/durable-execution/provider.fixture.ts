// A stand-in for the provider, over a schema of its own, that a whole file of tests shares.
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { freePort, spawnServer } from '@ticketmaster/testing/processes';
import { ledgerOf } from '@ticketmaster/two-phase-payments/ledger';

const script = join(import.meta.dirname, '../../tech-two-phase-payments/provider/server.ts');

export type Provider = Awaited<ReturnType<typeof openProvider>>;

export async function openProvider() {
  const [schema, port] = [unique('durable_provider'), await freePort()];
  const PG_URL = env.text('PG_URL');
  const start = () => spawnServer(script, { PG_URL, PG_SCHEMA: schema, PORT: `${port}`, WEBHOOK_PAUSE_MS: '200' });
  let server = await start();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    /** As a crash: kill -9. */
    kill: () => server.end('SIGKILL'),
    async start() {
      server = await start();
    },
    /** What the control port of the stand-in takes: see its control.ts. */
    async control(what: string, body: object): Promise<void> {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/_control/${what}`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${what} was answered ${answer.status}`);
    },
    /** How the money of an order moved, such as `authorized captured`. */
    async moved(orderId: string): Promise<string> {
      return (await ledgerOf(url, new Set([orderId]))).map(({ kind }) => kind).join(' ');
    },
    async close() {
      await server.end();
      const db = connectToPostgres(PG_URL, { schema, connections: 1 });
      await db.query(`drop schema if exists ${schema} cascade`);
      await db.close();
    },
  };
}
