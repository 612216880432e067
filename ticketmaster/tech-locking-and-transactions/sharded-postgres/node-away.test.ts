import { join } from 'node:path';
import { call, OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, spawnServer, startServer } from '@ticketmaster/testing/processes';
import { expect, it, onTestFinished } from 'vitest';
import { eventAt, urls } from './nodes.fixture.ts';

const environment = { OPERATOR_TOKEN, PG_URL: urls.router, PG_URL_2: urls.north, PG_URL_3: urls.south };
const start = () => spawnServer(join(import.meta.dirname, 'server.ts'), environment);

it('one node is killed: its events answer 503, the others go on selling, and a server can even start; then it comes back', async () => {
  const before = await start();
  onTestFinished(async () => void (await before.end()));
  const [north, south] = [eventAt('north'), eventAt('south')];
  const buy = (eventId: string, way: string, seatId: string, at = before) =>
    call(
      'POST',
      `${at.url}/api/events/${eventId}/orders?way=${way}`,
      { userId: 'ada', seatIds: [seatId], paymentToken: 'tok_ok' },
      unique('key'),
    );
  const overview = async (way: string) => call('GET', `${before.url}/api/overview?way=${way}`);
  for (const eventId of [north, south]) await call('POST', `${before.url}/api/events`, { eventId, seats: 10 });
  const sold = await buy(north, 'routed', 'A-1-01');
  expect([sold.status, (await buy(south, 'fdw', 'A-1-01')).status]).toEqual([201, 201]);
  const whole = (await overview('routed')).body;
  expect(whole).toMatchObject({ missing: [] });
  expect((await overview('fdw')).body).toEqual(whole);

  await killServer('postgres-3');
  onTestFinished(() => startServer('postgres-3'));
  const after = await start();
  onTestFinished(async () => void (await after.end()));
  expect(after.output()).toContain('Starting without south');
  for (const way of ['routed', 'fdw']) {
    const seatId = way === 'fdw' ? 'A-1-02' : 'A-1-03';
    for (const server of [before, after])
      expect(await buy(south, way, seatId, server)).toMatchObject({
        status: 503,
        body: { type: 'unavailable', retryable: true },
      });
    expect(await buy(north, way, seatId)).toMatchObject({ status: 201 });
  }
  expect((await buy(north, 'routed', 'A-1-04', after)).status).toBe(201);
  expect(await call('GET', `${before.url}/api/orders/${sold.body.orderId}`)).toMatchObject({ status: 200 });
  // An order that north does not know may be south's: that is not known, and not 404.
  expect(await call('GET', `${before.url}/api/orders/${crypto.randomUUID()}`)).toMatchObject({ status: 503 });
  expect((await overview('routed')).body).toMatchObject({ missing: ['south'] });
  expect(await overview('fdw')).toMatchObject({ status: 503, body: { retryable: true } });
  expect(await call('GET', `${before.url}/ready`)).toMatchObject({ status: 200 });

  await startServer('postgres-3');
  for (const [way, seatId] of [
    ['routed', 'A-1-05'],
    ['fdw', 'A-1-06'],
  ] as const)
    await eventually(async () => expect((await buy(south, way, seatId)).status).toBe(201));
  expect((await overview('fdw')).body).toMatchObject({ sold: whole.sold + 5, missing: [] });
});
