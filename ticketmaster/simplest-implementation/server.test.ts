import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestOffice, type TestOffice } from './box-office.fixture.ts';

const script = `${import.meta.dirname}/server.ts`;
let test: TestOffice;
const running: Spawned[] = [];
beforeEach(async () => {
  test = await openTestOffice(4);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(server => server.end('SIGKILL')));
  await test.close();
});

/** The real server as its own process, on the schema of this test. */
async function start(settings: Record<string, string> = {}): Promise<Spawned> {
  const server = await spawnServer(script, { PG_SCHEMA: test.schema, ...settings });
  running.push(server);
  return server;
}

async function post(url: string, body: unknown, key = unique('key')) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

it('keeps everything over a restart', async () => {
  const first = await start();
  const { body } = await post(`${first.url}/api/events/E4/orders`, { userId: 'ada', seatIds: ['V3-FLOOR-1-1'] });
  expect(await first.end('SIGTERM')).toBe(0);

  const second = await start();
  const paid = await post(`${second.url}/api/orders/${body.orderId}/payment`, { paymentToken: 'tok_ok' });
  expect(paid).toMatchObject({ status: 200, body: { status: 'CONFIRMED', seatIds: ['V3-FLOOR-1-1'] } });
  expect(await second.end('SIGINT')).toBe(0);
});

it('killed while the payment provider thinks, has taken no money and kept the hold', async () => {
  const first = await start({ PAYMENT_TIMEOUT_MS: '60000' });
  const { body } = await post(`${first.url}/api/events/E4/orders`, { userId: 'ada', seatIds: ['V3-FLOOR-1-1'] });
  const paying = post(`${first.url}/api/orders/${body.orderId}/payment`, { paymentToken: 'tok_timeout' }, 'ada-pays');
  await fetch(`${first.url}/ready`); // by now the payment has arrived
  await Promise.all([first.end('SIGKILL'), expect(paying).rejects.toThrow()]);

  const second = await start();
  const order = await (await fetch(`${second.url}/api/orders/${body.orderId}`)).json();
  expect(order).toMatchObject({ status: 'RESERVED', tickets: [] });
  const paid = await post(`${second.url}/api/orders/${body.orderId}/payment`, { paymentToken: 'tok_ok' }, 'ada-pays');
  expect(paid.status).toBe(200);
  expect(await test.violations()).toEqual([]);
});

/** Buyers for all seats of E4, who keep trying with the same keys until each has a final answer. */
async function rush(urls: () => string[], disturb: (answered: () => number) => Promise<void>) {
  const sold = new Map<string, string>();
  let answered = 0;
  const ask = async (path: string, body: unknown, key: string) =>
    eventually(async () => {
      const url = urls()[key.length % urls().length]!;
      const answer = await post(url + path, body, key);
      if (answer.status >= 500) throw new Error(`${answer.status}`);
      answered++;
      return answer;
    }, 60_000);
  const buyer = async (n: number) => {
    const userId = `${'b'.repeat(1 + (n % 2))}-${n}`; // keys of both lengths: both servers are asked
    const seatIds = [`V3-FLOOR-1-${1 + (n % 10)}`, `V3-FLOOR-2-${1 + ((n * 7) % 10)}`];
    const made = await ask('/api/events/E4/orders', { userId, seatIds }, `${userId}-order`);
    if (made.status !== 201) return;
    const paid = await ask(`/api/orders/${made.body.orderId}/payment`, { paymentToken: 'tok_ok' }, `${userId}-paid`);
    if (paid.status === 200)
      for (const { ticketId, seatId } of paid.body.tickets as Record<string, string>[]) sold.set(ticketId!, seatId!);
  };
  await Promise.all([...Array.from({ length: 150 }, (_, n) => buyer(n)), disturb(() => answered)]);
  return sold;
}

/** Every ticket that a client saw exists, no other does, and the books balance. */
async function audit(sold: Map<string, string>) {
  const { rows: tickets } = await test.db.query<{ ticket_id: string; seat_id: string }>(
    'select ticket_id, seat_id from ticket',
  );
  expect(Object.fromEntries(tickets.map(({ ticket_id, seat_id }) => [ticket_id, seat_id]))).toEqual(
    Object.fromEntries(sold),
  );
  expect(new Set(sold.values()).size).toBe(sold.size);
  expect(sold.size).toBeGreaterThan(0);
  expect(await test.violations()).toEqual([]);
}

it('killed again and again during a rush, sells nothing twice and forgets no ticket', async () => {
  let server = await start();
  const sold = await rush(
    () => [server.url],
    async answered => {
      for (const moment of [20, 60, 100]) {
        await eventually(() => expect(answered()).toBeGreaterThan(moment), 60_000);
        await server.end('SIGKILL');
        server = await start();
      }
    },
  );
  await audit(sold);
});

it('two servers on one database, whose connections break in the rush, behave as one', async () => {
  const servers = await Promise.all([start(), start()]);
  const admin = new pg.Client({ connectionString: env.text('PG_URL') });
  await admin.connect();
  let cut = 0;
  const sold = await rush(
    () => servers.map(({ url }) => url),
    async answered => {
      for (const moment of [20, 60, 100]) {
        await eventually(() => expect(answered()).toBeGreaterThan(moment), 60_000);
        const { rowCount } = await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and query ~ '(reserve|pay)[(]'`,
          [test.schema],
        );
        cut += rowCount ?? 0;
      }
    },
  );
  await admin.end();
  expect(cut).toBeGreaterThan(0);
  await audit(sold);
  for (const server of servers) expect(await server.end()).toBe(0);
});

it('says which port is taken, and does not start', async () => {
  const { url } = await start();
  await expect(start({ PORT: new URL(url).port })).rejects.toThrow(`Port ${new URL(url).port} is taken`);
});
