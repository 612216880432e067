import { join } from 'node:path';
import { call, OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { describeServer } from '@ticketmaster/locking/server-conformance';
import { unique } from '@ticketmaster/testing/eventually';
import { spawnServer } from '@ticketmaster/testing/processes';
import { expect, it, onTestFinished } from 'vitest';
import { eventAt, type NodeName, urls } from './nodes.fixture.ts';

const script = join(import.meta.dirname, 'server.ts');
const environment = { PG_URL: urls.router, PG_URL_2: urls.north, PG_URL_3: urls.south };
const steps = ['order written', 'seats found', 'seats taken', 'tickets issued'];

describeServer('two nodes', {
  ...{ script, environment },
  ways: { routed: steps, fdw: steps },
  unsafe: [], // what breaks here is a move, and an order over two nodes
  attempts: 600,
});

it('an order for two events is sold where one node has both, and refused where two have them; bad ones are told what is wrong', async () => {
  const { url, end } = await spawnServer(script, { OPERATOR_TOKEN, ...environment });
  onTestFinished(async () => void (await end()));
  async function onSale(node: NodeName): Promise<string> {
    const eventId = eventAt(node);
    await call('POST', `${url}/api/events`, { eventId, seats: 10 });
    return eventId;
  }
  const [first, second, far] = [await onSale('north'), await onSale('north'), await onSale('south')];
  const order = (events: string[], key = unique('key'), seatIds = ['A-1-01']) => {
    const parts = events.map(eventId => ({ eventId, seatIds }));
    return call('POST', `${url}/api/orders`, { userId: 'ada', parts, paymentToken: 'tok_ok' }, key);
  };
  const key = unique('key');
  const sold = await order([first, second], key);
  expect(sold).toMatchObject({ status: 201, body: { parts: [{ status: 'CONFIRMED' }, { status: 'CONFIRMED' }] } });
  expect(await order([first, second], key)).toEqual(sold);
  expect(await order([second, first], key)).toEqual(sold);
  const third = await onSale('north');
  for (const wish of [[first], [first, third], [second, third], [third]]) // the key is taken, and nothing of these is sold
    expect(await order(wish, key, ['A-1-05'])).toMatchObject({ status: 422, body: { type: 'idempotency-key-reused' } });
  expect((await call('GET', `${url}/api/events/${third}/audit`)).body).toMatchObject({ sold: 0, tickets: 0 });
  expect(await order([second, first])).toMatchObject({ status: 409, body: { type: 'seat-taken' } });
  expect(await order([first, far], unique('key'), ['A-1-02'])).toMatchObject({
    status: 422,
    body: { type: 'two-nodes', retryable: false },
  });
  const audits = await Promise.all(
    [first, second, far].map(eventId => call('GET', `${url}/api/events/${eventId}/audit`)),
  );
  expect(audits.map(({ body }) => body.sold)).toEqual([1, 1, 0]);
  expect(await order([first, 'nowhere'])).toMatchObject({ status: 404 });
  expect(await order([])).toMatchObject({ status: 400, body: { errors: [{ field: 'parts' }] } });
  expect(await order([first, first])).toMatchObject({ status: 400 });
  expect((await call('GET', `${url}/api/events/${far}/node`)).body).toEqual({ eventId: far, node: 'south' });
  expect(await call('GET', `${url}/api/events/nowhere/node`)).toMatchObject({ status: 404 });
  expect(await call('GET', `${url}/api/overview?way=other`)).toMatchObject({ status: 400 });
});
