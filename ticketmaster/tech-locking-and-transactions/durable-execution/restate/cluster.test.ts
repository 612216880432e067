// Three nodes of Restate, of which two hold all that is written: sales go on without one, and stand still without two.
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { freePort, killServer, type Spawned, spawnServer, startServer } from '@ticketmaster/testing/processes';
import { afterAll, afterEach, expect, it } from 'vitest';
import { begun, onSale } from '../lab.fixture.ts';
import { openProvider } from '../provider.fixture.ts';

const provider = await openProvider();
afterAll(provider.close);
const environment = {
  ...{ OPERATOR_TOKEN, PG_URL: env.text('PG_URL'), PROVIDER_URL: provider.url, WEBHOOKS: 'off' },
  ...{ SERVICE: unique('sale'), ENDPOINT: `${await freePort()}`, TRACE: '1', PATIENCE_MS: '2000' },
};
const [first, second] = [env.text('RESTATE_CLUSTER_URL'), env.text('RESTATE_CLUSTER_URL_2')];
const running: Spawned[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(server => server.end()));
});
async function start(settings: Record<string, string>): Promise<Spawned> {
  const server = await spawnServer(join(import.meta.dirname, 'server.ts'), { ...environment, ...settings });
  running.push(server);
  return server;
}
const way = 'restate';
const sold = (event: Awaited<ReturnType<typeof onSale>>, server: Spawned) =>
  eventually(async () => {
    expect(await event.buy(server, { way })).toMatchObject({ status: 201 });
    expect(await provider.moved(event.orderId)).toBe('authorized captured');
  }, 120_000);

it('one node dies with four sales in flight: all end, and others begin; it comes back, and serves', async () => {
  const server = await start({ RESTATE_URL: second, PAUSE_AT: 'before capture', PAUSE_MS: '2000' });
  const events = await Promise.all(Array.from({ length: 4 }, () => onSale(server)));
  for (const { buy } of events) void buy(server, { way }).catch(() => 'no answer');
  await eventually(() => {
    for (const { orderId } of events) expect(begun('capture', orderId, server)).toBe(1);
  }, 60_000);
  await killServer('restate-cluster');
  for (const event of events) await sold(event, server);
  await sold(await onSale(server), server);

  await startServer('restate-cluster');
  const other = await start({ RESTATE_URL: first });
  await sold(await onSale(other), other);
}, 300_000);

it('two nodes die: nothing is sold and nothing is lost, until one is back', async () => {
  const server = await start({ RESTATE_URL: second });
  const event = await onSale(server);
  await Promise.all([killServer('restate-cluster'), killServer('restate-cluster-3')]);
  expect(await event.buy(server, { way })).toMatchObject({ status: 503, body: { type: 'undecided' } });
  expect(await provider.moved(event.orderId)).toBe('');
  await startServer('restate-cluster');
  await sold(event, server);
}, 300_000);
