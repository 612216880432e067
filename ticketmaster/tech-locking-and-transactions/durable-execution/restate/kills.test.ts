// Sales under way, while one of those they need is killed (kill -9). What a step has answered is in Restate's journal, and is not asked again.
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { call, OPERATOR_TOKEN, sendBuyers } from '@ticketmaster/locking/buyers';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { freePort, killServer, type Spawned, spawnServer, startServer } from '@ticketmaster/testing/processes';
import { afterAll, afterEach, expect, it } from 'vitest';
import { begun, dead, onSale } from '../lab.fixture.ts';
import { openProvider } from '../provider.fixture.ts';

const provider = await openProvider();
afterAll(provider.close);
const environment = {
  ...{
    OPERATOR_TOKEN,
    PG_URL: env.text('PG_URL'),
    RESTATE_URL: env.text('RESTATE_URL'),
    PROVIDER_URL: provider.url,
    WEBHOOKS: 'off',
  },
  ...{ SERVICE: unique('sale'), ENDPOINT: `${await freePort()}`, TRACE: '1', PATIENCE_MS: '2000' },
};
const running: Spawned[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(server => server.end()));
});
async function start(settings: Record<string, string> = {}): Promise<Spawned> {
  const server = await spawnServer(join(import.meta.dirname, 'server.ts'), { ...environment, ...settings });
  running.push(server);
  return server;
}

const way = 'restate';

/** A sale that stands before it takes the money; and how often its steps were begun, by whoever. */
async function underWay(first: Spawned) {
  const { orderId, buy, faults } = await onSale(first);
  const answer = buy(first, { way }).catch(() => ({ status: 0, body: undefined }));
  await eventually(() => expect(begun('capture', orderId, first)).toBe(1));
  const counts = () => ['authorize', 'capture'].map(step => begun(step, orderId, ...running));
  return {
    answer,
    counts,
    async endsAt(server: Spawned): Promise<void> {
      await eventually(async () => expect(await buy(server, { way })).toMatchObject({ status: 201 }), 60_000);
      expect(await faults(server)).toEqual([]);
      expect(await provider.moved(orderId)).toBe('authorized captured');
    },
  };
}

it('the process that runs it: the one that stands by takes the port, and goes on', async () => {
  const [first, second] = [await start({ PAUSE_AT: 'before capture', PAUSE_MS: '60000' }), await start()];
  const sale = await underWay(first);
  await first.end('SIGKILL');
  await sale.endsAt(second);
  expect(sale.counts()).toEqual([1, 2]);
});

it('the process that runs it is told to stop: it hands the sale over, and ends in time', async () => {
  const [first, second] = [await start({ PAUSE_AT: 'before capture', PAUSE_MS: '60000' }), await start()];
  const sale = await underWay(first);
  expect(await first.end()).toBe(0);
  await sale.endsAt(second);
  expect(sale.counts()).toEqual([1, 2]);
});

it('the process that the buyer asked, and another runs it: nothing happens to the sale', async () => {
  const [first, second] = [await start(), await start()];
  const { buy, orderId } = await onSale(second);
  const answer = buy(second, { way }).catch(() => 'no answer');
  await eventually(() => expect(begun('reserve', orderId, first)).toBe(1));
  await second.end('SIGKILL');
  await answer;
  await eventually(async () => expect(await buy(first, { way })).toMatchObject({ status: 201 }));
});

it('Restate: who waits is told that nobody knows; once it is back it goes on by itself, and repeats nothing that it had written down', async () => {
  const server = await start({ PAUSE_AT: 'before capture', PAUSE_MS: '3000' });
  const sale = await underWay(server);
  await killServer('restate');
  expect(await sale.answer).toMatchObject({ status: 503, body: { type: 'undecided', retryable: true } });
  expect(await call('GET', `${server.url}/ready`)).toMatchObject({ status: 503 });
  await startServer('restate');
  await sale.endsAt(server);
  expect(sale.counts()[0]).toBe(1);
});

it('PostgreSQL, where seats and provider have their tables', async () => {
  const server = await start({ PAUSE_AT: 'before capture', PAUSE_MS: '2000' });
  const sale = await underWay(server);
  await killServer('postgres');
  await startServer('postgres');
  await sale.endsAt(server);
  expect(sale.counts()[0]).toBe(1);
});

it('the provider', async () => {
  const server = await start({ PAUSE_AT: 'before capture', PAUSE_MS: '1000' });
  const sale = await underWay(server);
  await provider.kill();
  await provider.start();
  await sale.endsAt(server);
  expect(sale.counts()[0]).toBe(1);
});

it('a process, in the middle of a compensation', async () => {
  const left = [];
  for (const point of ['after undo authorize', 'after undo reserve', 'undone']) {
    const doomed = await start({ BREAK: point });
    const event = await onSale(doomed);
    await expect(event.buy(doomed, { way, paymentToken: 'tok_declined' })).rejects.toThrow();
    await dead(doomed);
    left.push({ point, ...event });
  }
  const heir = await start();
  for (const { point, orderId, buy, faults, shown } of left) {
    await eventually(async () => expect(await faults(heir), `after a kill at ${point}`).toEqual([]));
    expect(await shown(heir)).toBe('AVAILABLE');
    expect(await buy(heir, { way, paymentToken: 'tok_declined' })).toMatchObject({ status: 402 });
    expect(await provider.moved(orderId)).toBe('');
  }
});

it('Restate and the process, while the sale waits for a provider that takes the money later: its webhook wakes it', async () => {
  const PORT = `${await freePort()}`; // one URL, which the provider knows from the first on
  const settings = { PORT, WEBHOOKS: 'on', ASK_AGAIN_MS: '3600000' }; // nothing but the webhook can wake it
  const first = await start(settings);
  const { orderId, buy, faults } = await onSale(first);
  await provider.control('faults', { rate: 1, kinds: ['async'] });
  expect(await buy(first, { way })).toMatchObject({ status: 503, body: { type: 'undecided' } });
  expect(await faults(first)).toEqual(['inDoubt 4']);
  await provider.control('faults', { rate: 0 });
  await first.end('SIGKILL');
  await killServer('restate');
  await startServer('restate');
  const heir = await start(settings);
  expect(await provider.moved(orderId)).toBe('authorized');
  await provider.control('settle', {});
  await eventually(async () => expect(await buy(heir, { way })).toMatchObject({ status: 201 }), 60_000);
  expect(await faults(heir)).toEqual([]);
  expect(await provider.moved(orderId)).toBe('authorized captured');
});

it('the provider, for longer than the hold: the seats are free again, and what it took with them comes back', async () => {
  const server = await start({ HOLD_MS: '1000' });
  const { orderId, buy, faults, shown } = await onSale(server);
  await provider.control('down', { ms: 600_000 });
  expect(await buy(server, { way })).toMatchObject({ status: 503, body: { retryable: true } });
  await provider.control('down', { ms: 0 });
  await eventually(async () => expect(await shown(server)).toBe('AVAILABLE'), 60_000);
  expect(await faults(server)).toEqual([]);
  await eventually(async () => expect(await buy(server, { way })).toMatchObject({ status: 201 }), 60_000);
  expect(await provider.moved(orderId)).toMatch(/^(authorized released )?authorized captured$/); // the late one is given back
});

it('six kills of all of them, one after the other, each under a crowd', async () => {
  const attempts = env.count('ATTEMPTS', 24); // with each kill; ATTEMPTS=715 makes 5,000
  const servers = [await start(), await start()];
  const ports = servers.map(({ url }) => new URL(url).port);
  const [eventId, seatIds] = [unique('event'), seatIdsFor(200)];
  await call('POST', `${servers[0]!.url}/api/events`, { eventId, seats: 200 });
  const killServerAt = async (at: number) => {
    await servers[at]!.end('SIGKILL');
    servers[at] = await start({ PORT: ports[at]! });
  };
  const killOf = async (name: string) => {
    await killServer(name);
    await startServer(name);
  };
  const kills = [
    () => killServerAt(0),
    () => killOf('restate'),
    () => provider.kill().then(provider.start),
    () => killOf('postgres'),
    () => killServerAt(1),
    () => killOf('restate'),
    async () => {}, // and a moment of calm
  ];
  const confirmed = [];
  for (const kill of kills) {
    const urls = servers.map(({ url }) => url);
    const crowd = sendBuyers({ eventId, way, servers: urls, seatIds, seatsPerOrder: 2, buyers: 16, attempts });
    const [report] = await Promise.all([crowd, kill()]);
    confirmed.push(...report.confirmed);
  }
  const audit = async () => (await call('GET', `${servers[0]!.url}/api/events/${eventId}/audit`)).body;
  const balanced = { soldTwice: 0, paidWithoutTicket: 0, ticketWithoutPayment: 0, inDoubt: 0 };
  await eventually(async () => expect(await audit()).toMatchObject(balanced), 120_000);
  for (const { orderId, tickets } of confirmed)
    expect((await call('GET', `${servers[1]!.url}/api/orders/${orderId}`)).body).toMatchObject({ tickets });
  expect(confirmed.length).toBeGreaterThan(0);
}, 300_000);
