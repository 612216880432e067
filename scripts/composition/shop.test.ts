import { get } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsIn } from '../../ticketmaster/tech-locking-and-transactions/contract/audit.ts';
import { readStream } from '../../ticketmaster/tech-notifications/sse/event-stream.ts';
import { eventually, unique } from '../../ticketmaster/testing/eventually.ts';
import { openShop } from './shop.fixture.ts';

type Shop = Awaited<ReturnType<typeof openShop>>;
let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ pg: process.env.PG_URL!, redis: process.env.REDIS_URL! }, unique('shop'));
});
afterAll(() => shop.close());

/** A visitor with a session, and a stream on which they hear. */
async function visitor(name: string) {
  const userId = unique(name);
  const signedIn = await fetch(`${shop.url}/api/sessions/${userId}`, { method: 'POST' });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  const heard: { type: string; data: Record<string, unknown> }[] = [];
  const stream = get(`${shop.url}/api/visitors/${userId}/stream`, { headers: { cookie }, agent: false }, response => {
    const read = readStream({ event: ({ data }) => heard.push(JSON.parse(data)), retry: () => {} });
    response
      .setEncoding('utf8')
      .on('data', read)
      .on('error', () => {});
  }).on('error', () => {});

  async function call(method: string, path: string, sent?: unknown, headers = {}) {
    const all = { cookie, 'content-type': 'application/json', 'idempotency-key': unique('key'), ...headers };
    const answer = await fetch(`${shop.url}${path}`, {
      ...{ method, headers: all },
      ...(sent !== undefined && { body: JSON.stringify(sent) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
    const body: any = answer.status === 204 ? undefined : await answer.json();
    return { status: answer.status, body };
  }
  const types = () => heard.map(({ type }) => type);
  return { userId, call, heard, types, leave: () => stream.destroy() };
}

it('goes from the line to the tickets, all of it made of parts', async () => {
  const eventId = unique('event');
  await shop.putOnSale(eventId);
  const [ada, bob] = [await visitor('ada'), await visitor('bob')];
  const room = `/api/events/${eventId}/waiting-room`;
  const orders = `/api/events/${eventId}/orders`;

  expect(await ada.call('POST', `${room}/${ada.userId}`)).toMatchObject({ status: 202 });
  await eventually(() => expect(ada.types()).toEqual(['waiting-room.admitted'])); // heard by SSE, from the ledger's relay
  expect(await bob.call('POST', `${room}/${bob.userId}`)).toMatchObject({ status: 202, body: { state: 'WAITING' } });

  const { body: place } = await ada.call('GET', `${room}/${ada.userId}`);
  const admission = { authorization: `Bearer ${place.admissionToken}` };
  const seatIds = ['A-1-01', 'A-1-02'];
  expect(await bob.call('POST', orders, { seatIds })).toMatchObject({
    status: 401,
    body: { type: 'admission-required' },
  });
  expect(await bob.call('POST', orders, { seatIds }, admission)).toMatchObject({ status: 403 }); // it is Ada's
  const key = { ...admission, 'idempotency-key': unique('key') };
  const { status, body: order } = await ada.call('POST', orders, { seatIds }, key);
  expect(await ada.call('POST', orders, { seatIds }, key)).toMatchObject({
    status: 201,
    body: { orderId: order.orderId },
  });
  expect(await ada.call('POST', orders, { seatIds: ['A-1-03'] }, key)).toMatchObject({ status: 422 });
  expect([status, order]).toEqual([201, expect.objectContaining({ status: 'RESERVED' })]);
  expect(await ada.call('POST', orders, { seatIds }, admission)).toMatchObject({ status: 409, body: { seatIds } });

  const pay = (paymentToken: string) => ada.call('POST', `/api/orders/${order.orderId}/payment`, { paymentToken });
  expect(await pay('tok_declined')).toMatchObject({ status: 402, body: { type: 'payment-declined' } });
  expect(await bob.call('POST', `/api/orders/${order.orderId}/payment`, { paymentToken: 'tok_ok' })).toMatchObject({
    status: 404,
  });
  const [first, ...clicks] = await Promise.all([1, 2, 3].map(() => pay('tok_ok')));
  const sold = first!.body;
  for (const click of clicks) expect(click).toEqual({ status: 200, body: sold }); // and the audit below finds two tickets
  expect(sold.tickets.map(({ seatId }: { seatId: string }) => seatId)).toEqual(seatIds);
  await eventually(() => expect(ada.types()).toEqual(['waiting-room.admitted', 'order.confirmed']));
  expect(ada.heard[1]).toMatchObject({ data: { orderId: order.orderId, eventId, seatIds } });

  const audit = (await shop.audit(eventId))!;
  expect([faultsIn(audit), audit]).toEqual([
    [],
    expect.objectContaining({ sold: 2, tickets: 2, capturedCents: 10_000 }),
  ]);

  await ada.call('POST', `${room}/${ada.userId}/done`);
  await eventually(() => expect(bob.types()).toEqual(['waiting-room.admitted'])); // her slot is his
  for (const { leave } of [ada, bob]) leave();
});

it('lets nobody act for another: not in the line, not on the stream', async () => {
  const eventId = unique('event');
  await shop.putOnSale(eventId);
  const [ada, eve] = [await visitor('ada'), await visitor('eve')];
  const place = `/api/events/${eventId}/waiting-room/${ada.userId}`;
  await ada.call('POST', place);
  for (const [method, path] of [
    ['GET', place],
    ['DELETE', place],
    ['POST', `${place}/done`],
    ['GET', `/api/visitors/${ada.userId}/stream`],
  ] as const)
    expect(await eve.call(method, path)).toMatchObject({ status: 403 });
  expect(await ada.call('GET', place, undefined, { cookie: '' })).toMatchObject({ status: 401 });
  await eventually(async () => expect(await ada.call('GET', place)).toMatchObject({ body: { state: 'ADMITTED' } }));
  for (const { leave } of [ada, eve]) leave();
});

it('opens no room for an event that is not on sale', async () => {
  const ada = await visitor('ada');
  const place = `/api/events/${unique('nothing')}/waiting-room/${ada.userId}`;
  expect(await ada.call('POST', place)).toMatchObject({ status: 404 });
  ada.leave();
});
