import { env } from '@ticketmaster/common/env';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { call, sendBuyers } from '@ticketmaster/locking/buyers';
import { describeServer } from '@ticketmaster/locking/server-conformance';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, type Spawned, startServer } from '@ticketmaster/testing/processes';
import { afterAll, expect, it } from 'vitest';
import { begun, dead, onSale, openLab, script } from './lab.fixture.ts';
import { openProvider } from './provider.fixture.ts';

/** ATTEMPTS=5000 for the long rush. */
const attempts = env.count('ATTEMPTS', 300);
const around = (...steps: string[]) => steps.flatMap(step => [`before ${step}`, `after ${step}`]);
const PG_URL = env.text('PG_URL');

const lab = openLab();
const { start } = lab;
const provider = await openProvider();
afterAll(provider.close);

describeServer('a saga on DBOS', {
  script,
  environment: { PG_URL, PG_SCHEMA: unique('durable'), PROVIDER_URL: provider.url, WEBHOOKS: 'off' },
  ways: { dbos: [...around('reserve', 'authorize', 'capture', 'issue'), 'done'] },
  unsafe: [], // what effect-outside-a-step breaks is not that a seat is sold twice
  attempts,
});

it('survives kill -9 at every point of a compensation', async () => {
  const points = [...around('undo authorize', 'undo reserve'), 'undone'];
  const left = await Promise.all(
    points.map(async point => {
      const doomed = await start({ BREAK: point, RECOVER_EVERY_MS: '0' });
      const event = await onSale(doomed);
      await expect(event.buy(doomed, { paymentToken: 'tok_declined' })).rejects.toThrow();
      await dead(doomed);
      return { point, ...event };
    }),
  );
  const heir = await start();
  for (const { point, orderId, buy, faults, shown } of left) {
    await eventually(async () => expect(await faults(heir), `after a kill at ${point}`).toEqual([]));
    expect(await shown(heir)).toBe('AVAILABLE');
    expect(await buy(heir, { paymentToken: 'tok_declined' })).toMatchObject({ status: 402 });
    expect(await lab.provider.moved(orderId)).toBe('');
  }
});

it('waits for a provider that takes the money later, and is woken by its webhook', async () => {
  const server = await start({ WEBHOOKS: 'on' });
  const { orderId, buy, faults } = await onSale(server);
  await lab.provider.control('faults', { rate: 1, kinds: ['async'] });
  expect(await buy(server)).toMatchObject({ status: 503, body: { type: 'undecided' } });
  expect(await faults(server)).toEqual(['inDoubt 4']);
  await lab.provider.control('faults', { rate: 0 });
  await server.end('SIGKILL'); // the wait is in the database, and not in the process
  const heir = await start({ WEBHOOKS: 'on' });
  expect(await lab.provider.moved(orderId)).toBe('authorized');
  await lab.provider.control('settle', {});
  await eventually(async () => expect(await buy(heir)).toMatchObject({ status: 201 }));
  expect(await faults(heir)).toEqual([]);
  expect(await lab.provider.moved(orderId)).toBe('authorized captured');
  const journal = connectToPostgres(PG_URL, { schema: `${lab.schema}_dbos`, connections: 1 });
  const { rows } = await journal.query(
    `select output from operation_outputs
      where workflow_uuid like $1 || '/%' and function_name = 'DBOS.recv' and output like '%evt_%'`,
    [orderId],
  );
  await journal.close();
  expect(rows.length).toBeGreaterThan(0); // a message woke it, and not only time
  const forged = await fetch(`${heir.url}/api/webhooks/provider`, { method: 'POST', body: '{}' });
  expect([forged.status, forged.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
});

it('gives the seats back when the hold is over and the provider has not answered, and what it took with them', async () => {
  const server = await start({ HOLD_MS: '1000' });
  const { orderId, buy, faults, shown } = await onSale(server);
  await lab.provider.control('down', { ms: 600_000 });
  expect(await buy(server)).toMatchObject({ status: 503, body: { retryable: true } });
  await lab.provider.control('down', { ms: 0 });
  await eventually(async () => expect(await shown(server)).toBe('AVAILABLE'), 60_000);
  expect(await faults(server)).toEqual([]);
  await eventually(async () => expect(await buy(server)).toMatchObject({ status: 201 })); // it may be asked for again
  expect(await lab.provider.moved(orderId)).toMatch(/authorized captured$/);
});

it('does not ask for the money when the hold was over while nobody lived', async () => {
  const doomed = await start({ HOLD_MS: '1', BREAK: 'after authorize' });
  const { orderId, buy, faults } = await onSale(doomed);
  await expect(buy(doomed)).rejects.toThrow();
  const heir = await start();
  await eventually(async () => expect(await faults(heir)).toEqual([]));
  expect(await lab.provider.moved(orderId)).toBe('authorized released');
  expect(await buy(heir)).toMatchObject({ status: 201 });
});

it('hands a sale under way to its peers when it is told to stop', async () => {
  const first = await start({ PAUSE_AT: 'before capture', PAUSE_MS: '60000' });
  const second = await start();
  const { orderId, buy, faults } = await onSale(first);
  buy(first).catch(() => 'no answer');
  await eventually(() => expect(begun('capture', orderId, first)).toBe(1));
  expect(await first.end()).toBe(0);
  await eventually(async () => expect(await faults(second)).toEqual([]));
  expect(await buy(second)).toMatchObject({ status: 201 });
});

it(`${attempts} attempts, and six kills: of servers, of the provider and of PostgreSQL`, async () => {
  const servers = [await start(), await start()];
  const [port, eventId, seatIds] = [servers.map(({ url }) => new URL(url).port), unique('event'), seatIdsFor(50)];
  await call('POST', `${servers[0]!.url}/api/events`, { eventId, seats: 50 });
  const killServerAt = async (at: number) => {
    await servers[at]!.end('SIGKILL');
    servers[at] = await start({ PORT: port[at]! });
  };
  const killProvider = () => lab.provider.kill().then(lab.provider.start);
  const killPostgres = () => killServer('postgres').then(() => startServer('postgres'));
  const kills = [() => killServerAt(0), killProvider, killPostgres, () => killServerAt(1), killProvider, killPostgres];
  let killing: Promise<unknown> = Promise.resolve();
  const report = await sendBuyers({
    ...{
      eventId,
      way: 'dbos',
      servers: servers.map(({ url }) => url),
      seatIds,
      seatsPerOrder: 2,
      buyers: 32,
      attempts,
    },
    onAttempt(soFar) {
      if (soFar % Math.floor(attempts / 7) === 0 && kills.length) killing = killing.then(kills.shift()!);
    },
  });
  await killing;
  expect(kills).toEqual([]);
  for (const server of servers) expect(server.process.exitCode, server.output().slice(-3_000)).toBeNull();
  const audit = (at: Spawned) => call('GET', `${at.url}/api/events/${eventId}/audit`);
  const balanced = { soldTwice: 0, paidWithoutTicket: 0, ticketWithoutPayment: 0, inDoubt: 0 };
  await eventually(async () => expect((await audit(servers[0]!)).body).toMatchObject(balanced), 120_000);
  for (const { orderId, tickets } of report.confirmed)
    expect((await call('GET', `${servers[1]!.url}/api/orders/${orderId}`)).body).toMatchObject({ tickets });
  const after = await onSale(servers[0]!);
  expect(await after.buy(servers[1]!)).toMatchObject({ status: 201 });
}, 300_000);
