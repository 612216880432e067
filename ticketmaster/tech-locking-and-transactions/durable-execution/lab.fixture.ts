// Servers of the lesson over one provider, and what a buyer and the operator see of them.
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { faultsIn } from '@ticketmaster/locking/audit';
import { call, OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { orderIdOf } from '@ticketmaster/locking/routes';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openProvider, type Provider } from './provider.fixture.ts';

export const script = join(import.meta.dirname, 'server.ts');

/** For one file of tests: call it at its top. */
export function openLab() {
  const running: Spawned[] = [];
  const [schema, PG_URL] = [unique('durable'), env.text('PG_URL')];
  const lab = {} as { provider: Provider };
  beforeAll(async () => {
    lab.provider = await openProvider();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(server => server.end()));
  });
  afterAll(async () => {
    await lab.provider.close();
    const db = connectToPostgres(PG_URL, { schema, connections: 1 });
    await db.query(`drop schema if exists ${schema}, ${schema}_dbos cascade`);
    await db.close();
  });

  return {
    schema,
    get provider() {
      return lab.provider;
    },
    async start(settings: Record<string, string> = {}): Promise<Spawned> {
      const ours = { OPERATOR_TOKEN, PG_URL, PG_SCHEMA: schema, PROVIDER_URL: lab.provider.url, WEBHOOKS: 'off' };
      const server = await spawnServer(script, { ...ours, TRACE: '1', ...settings });
      running.push(server);
      return server;
    },
  };
}

/** An event of ten seats, and ada, who buys the first two by one key; any server can be asked. */
export async function onSale({ url }: Spawned) {
  const [eventId, key] = [unique('event'), unique('key')];
  await call('POST', `${url}/api/events`, { eventId, seats: 10 });
  const event = (at: Spawned) => `${at.url}/api/events/${eventId}`;
  return {
    orderId: orderIdOf('ada', key),
    buy: (at: Spawned, { way = 'dbos', paymentToken = 'tok_ok' } = {}) =>
      call(
        'POST',
        `${event(at)}/orders?way=${way}`,
        { userId: 'ada', seatIds: ['A-1-01', 'A-1-02'], paymentToken },
        key,
      ),
    faults: async (at: Spawned) => faultsIn((await call('GET', `${event(at)}/audit`)).body),
    /** Of one seat of hers. */
    shown: async (at: Spawned) => (await call('GET', `${event(at)}/seats`)).body.seats[0].status as string,
  };
}

export const dead = (server: Spawned) => eventually(() => expect(server.process.signalCode).toBe('SIGKILL'));

/** How often these servers have begun a step. */
export const begun = (step: string, orderId: string, ...servers: Spawned[]) =>
  servers.flatMap(server => server.output().match(new RegExp(`^STEP ${orderId} before ${step}$`, 'gm')) ?? []).length;
