import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { faultsIn } from '@ticketmaster/locking/audit';
import { call, OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { orderIdOf } from '@ticketmaster/locking/routes';
import { describeServer } from '@ticketmaster/locking/server-conformance';
import { openDatabase, seatTables } from '@ticketmaster/locking-store/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { afterEach, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'server.ts');
const environment = { OPERATOR_TOKEN, PG_URL: env.text('PG_URL'), PG_URL_2: env.text('PG_URL_2') };

const around = (...steps: string[]) => steps.flatMap(step => [`before ${step}`, `after ${step}`]);

describeServer('a saga', {
  ...{ script, environment },
  ways: { saga: [...around('reserve', 'authorize', 'capture', 'issue'), 'done'] },
  unsafe: [], // what no-compensation breaks is not that a seat is sold twice
});

const running: Spawned[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(server => server.end()));
});

async function start(settings: Record<string, string> = {}) {
  const server = await spawnServer(script, { ...environment, ...settings });
  running.push(server);
  return server;
}

/** An event of ten seats, and what one buyer does there; another server can be asked the same. */
async function onSale({ url }: Spawned) {
  const eventId = unique('event');
  await call('POST', `${url}/api/events`, { eventId, seats: 10 });
  const event = (at: Spawned) => `${at.url}/api/events/${eventId}`;
  return {
    eventId,
    buy: (at: Spawned, key: string, paymentToken = 'tok_ok', way = 'saga') =>
      call('POST', `${event(at)}/orders?way=${way}`, { userId: 'ada', seatIds: ['A-1-01'], paymentToken }, key),
    faults: async (at: Spawned) => faultsIn((await call('GET', `${event(at)}/audit`)).body),
    shown: async (at: Spawned) => (await call('GET', `${event(at)}/seats`)).body.seats[0].status as string,
  };
}

const dead = (server: Spawned) => eventually(() => expect(server.process.signalCode).toBe('SIGKILL'));

it('survives kill -9 at every point of a compensation, of a card that is declined', async () => {
  for (const point of [...around('undo reserve'), 'undone']) {
    const doomed = await start({ BREAK: point });
    const { buy, faults, shown } = await onSale(doomed);
    const key = unique('key');
    await expect(buy(doomed, key, 'tok_declined')).rejects.toThrow();
    await dead(doomed);
    const heir = await start();
    await eventually(async () => expect(await faults(heir), `after a kill at ${point}`).toEqual([]));
    expect(await shown(heir)).toBe('AVAILABLE');
    expect(await buy(heir, key, 'tok_declined')).toMatchObject({ status: 402 });
    expect(await buy(heir, unique('key'))).toMatchObject({ status: 201 });
  }
});

it('survives kill -9 at every point of a compensation, of a card that nobody could be asked about', async () => {
  for (const point of [...around('undo authorize', 'undo reserve'), 'undone']) {
    const proxy = await proxyTo(environment.PG_URL_2);
    const doomed = await start({ BREAK: point, PG_URL_2: proxy.url, RECOVER_EVERY_MS: '0' });
    const { buy, faults, shown } = await onSale(doomed);
    proxy.cut(5); // as often as a step is tried
    const key = unique('key');
    await expect(buy(doomed, key)).rejects.toThrow();
    await dead(doomed);
    const heir = await start();
    await eventually(async () => expect(await faults(heir), `after a kill at ${point}`).toEqual([]));
    expect(await shown(heir)).toBe('AVAILABLE');
    expect(await buy(heir, key)).toMatchObject({ status: 201 });
    await proxy.close();
  }
});

it('lives on while the payments database is away, and ends by itself what could not be decided', async () => {
  const proxy = await proxyTo(environment.PG_URL_2);
  const server = await start({ PG_URL_2: proxy.url, PAUSE_AT: 'before capture', PAUSE_MS: '3000' });
  const { buy, faults } = await onSale(server);
  const key = unique('key');
  const sale = buy(server, key);
  await eventually(async () => expect(await faults(server)).toContain('inDoubt 3')); // order, seat and money: authorized
  proxy.cut();
  expect(await sale).toMatchObject({ status: 503, body: { type: 'undecided', retryable: true } });
  expect(await call('GET', `${server.url}/ready`)).toMatchObject({ status: 503 });
  expect(await buy(server, unique('key'))).toMatchObject({ status: 409 }); // the seat is held
  proxy.mend();
  await eventually(async () => expect(await faults(server)).toEqual([]));
  expect(await buy(server, key)).toMatchObject({ status: 201 });
  await server.end();
  await proxy.close();
});

it('leaves a sale alone that another server works on when it starts', async () => {
  const slow = await start({ PAUSE_AT: 'before capture', PAUSE_MS: '4000' });
  const { buy, faults } = await onSale(slow);
  const sale = buy(slow, unique('key'));
  await eventually(async () => expect(await faults(slow)).not.toEqual([]));
  const other = await start();
  expect(other.output()).not.toContain('Recovered');
  expect(await sale).toMatchObject({ status: 201 });
  expect(await faults(other)).toEqual([]);
});

it('ends within moments what another server left when it was killed', async () => {
  const doomed = await start({ BREAK: 'after capture' });
  const other = await start();
  const { buy, faults } = await onSale(doomed);
  const key = unique('key');
  await expect(buy(doomed, key)).rejects.toThrow();
  await eventually(async () => expect(await faults(other)).toEqual([]));
  expect(await buy(other, key)).toMatchObject({ status: 201 });
});

it('takes over from a server that has lost its connection to the seats, whatever that server goes on to do', async () => {
  const lost = await start({ PAUSE_AT: 'before authorize', PAUSE_MS: '3000', RECOVER_EVERY_MS: '0' });
  const { buy, faults } = await onSale(lost);
  const key = unique('key');
  const sale = buy(lost, key).catch(() => 'no answer');
  const db = await openDatabase(environment.PG_URL, 'locking_saga', [seatTables], 1);
  await eventually(async () => {
    const { rowCount } = await db.query(
      `select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)`,
      [`saga ${orderIdOf('ada', key)}`],
    );
    expect(rowCount).toBe(1);
  });
  await db.close();
  const other = await start();
  await eventually(async () => expect(await faults(other)).toEqual([])); // undone
  expect(await sale).not.toMatchObject({ status: 201 });
  await eventually(async () => expect(await faults(other)).toEqual([])); // also what it authorized since
  expect(await buy(other, key)).toMatchObject({ status: 201 });
});

it('refuses to leave compensation out unless it is asked to, and then keeps seats that nobody has', async () => {
  const careful = await start();
  const reckless = await start({ ALLOW_UNSAFE: '1' });
  const { buy, faults, shown } = await onSale(careful);
  const forgetful = (server: Spawned) => buy(server, unique('key'), 'tok_declined', 'no-compensation');
  expect(await forgetful(careful)).toMatchObject({ status: 403, body: { type: 'unsafe-way' } });
  expect(await faults(careful)).toEqual([]);
  expect(await forgetful(reckless)).toMatchObject({ status: 402 });
  expect(await shown(reckless)).toBe('SOLD');
  expect(await faults(reckless)).toEqual(['inDoubt 1']);
});
