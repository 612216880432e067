import { eventually } from '@ticketmaster/testing/eventually';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStandIn, type Shown, type StandIn } from './provider.fixture.ts';
import { openReceiver, type Receiver, signedBy } from './receiver.fixture.ts';

let standIn: StandIn;
let receiver: Receiver;
let endpoint: Shown;
beforeEach(async () => {
  standIn = await openStandIn();
  receiver = await openReceiver();
  endpoint = await enable('*');
});
afterEach(async () => {
  await standIn.close();
  await receiver.close();
});

const enable = async (...types: string[]) => {
  const events = Object.fromEntries(types.map((type, i) => [`enabled_events[${i}]`, type]));
  return (await standIn.post('webhook_endpoints', { url: receiver.url, ...events })).body;
};
const idle = async () => (await standIn.db.query('select from delivery')).rowCount === 0;
const allTold = () => eventually(async () => expect(await idle()).toBe(true));
const webhooks = (change: object) => standIn.control('webhooks', change);

it('tells every event of a sale once, signed, with the object and the request that made it', async () => {
  const { id } = await standIn.created();
  await standIn.at(id, 'confirm', { payment_method: 'pm_card_visa' });
  await standIn.at(id, 'capture', {}, { key: 'ada-capture' });
  await allTold();
  expect(receiver.types().sort()).toEqual([
    ...['charge.captured', 'charge.succeeded', 'payment_intent.amount_capturable_updated'],
    ...['payment_intent.created', 'payment_intent.succeeded'],
  ]);
  expect(receiver.told.every(one => signedBy(endpoint.secret, one))).toBe(true);
  const paid = receiver.told.find(({ event }) => event.type === 'payment_intent.succeeded')!.event;
  expect(paid).toMatchObject({
    object: 'event',
    data: { object: { id, status: 'succeeded', amount_received: 5_000 } },
  });
  expect(paid.request).toEqual({ id: expect.stringMatching(/^req_/), idempotency_key: 'ada-capture' });
  expect((await standIn.get(`/v1/events/${paid.id}`)).body).toEqual(paid);
});

it('tells an endpoint only what it wants, and each endpoint with its own secret', async () => {
  const other = await enable('payment_intent.canceled', 'charge.refunded');
  const { id } = await standIn.held();
  await standIn.at(id, 'cancel');
  await allTold();
  const ofOther = receiver.told.filter(one => signedBy(other.secret, one));
  expect(ofOther.map(({ event }) => event.type)).toEqual(['payment_intent.canceled']);
  expect(receiver.told.filter(one => signedBy(endpoint.secret, one))).toHaveLength(4);
});

it('tells it again until it is taken, the same event', async () => {
  receiver.answer(500);
  const { id } = await standIn.created();
  await eventually(() => expect(receiver.of(id).length).toBeGreaterThanOrEqual(3));
  receiver.answer(204);
  await allTold();
  expect(new Set(receiver.told.map(({ event }) => event.id)).size).toBe(1);
  const count = receiver.told.length;
  await standIn.created();
  await allTold();
  expect(receiver.told).toHaveLength(count + 1);
});

it('gives up after so many attempts; the event can still be listed', async () => {
  const reopened = await standIn.again({ attempts: 2, firstPauseMs: 10 });
  receiver.answer(503);
  const { id } = await reopened.created();
  await allTold();
  expect(receiver.of(id)).toHaveLength(2);
  expect(await reopened.events('payment_intent.created')).toHaveLength(1);
});

it('duplicate: tells each event twice', async () => {
  await webhooks({ duplicate: true });
  const { id } = await standIn.created();
  await allTold();
  expect(receiver.of(id)).toHaveLength(2);
  expect(new Set(receiver.of(id).map(({ event }) => event.id)).size).toBe(1);
});

it('reorder: tells events in another order than they happened in', async () => {
  await webhooks({ reorder: true });
  for (let i = 0; i < 12; i++) await standIn.created();
  await allTold();
  const happened = (await standIn.events('payment_intent.created')).map(({ id }) => id).reverse();
  const told = receiver.told.map(({ event }) => event.id);
  expect(told).not.toEqual(happened);
  expect(told.toSorted()).toEqual(happened.toSorted());
});

it('delayMs: tells it later', async () => {
  await webhooks({ delayMs: 300 });
  const from = Date.now();
  await standIn.created();
  await allTold();
  expect(receiver.told[0]!.at - from).toBeGreaterThanOrEqual(299);
});

it('off: tells nothing, also not later; what happened can be listed', async () => {
  await webhooks({ off: true });
  const { id } = await standIn.created();
  expect(await idle()).toBe(true);
  await webhooks({ off: false });
  const second = await standIn.created();
  await allTold();
  expect([receiver.of(id).length, receiver.of(second.id).length]).toEqual([0, 1]);
  expect(await standIn.events('payment_intent.created')).toHaveLength(2);
});

it('corrupt: the signature is not right', async () => {
  await webhooks({ corrupt: true });
  await standIn.created();
  await allTold();
  expect(receiver.told.map(one => signedBy(endpoint.secret, one))).toEqual([false]);
});

it('beforeAnswer: tells it before the call is answered', async () => {
  await webhooks({ beforeAnswer: true });
  const busy = await standIn.again({ everyMs: 1 }); // so that the loop, too, takes some of them
  for (let i = 1; i <= 30; i++) {
    const { id } = await busy.created();
    expect(receiver.of(id)).toHaveLength(1);
  }
});

it('a change of one webhook setting leaves the others as they were', async () => {
  await webhooks({ duplicate: true });
  const { text } = await webhooks({ delayMs: 10 });
  expect(JSON.parse(text)).toMatchObject({ webhooks: { duplicate: true, delayMs: 10, off: false } });
});

it('tells a deleted endpoint nothing more, also not what was still due', async () => {
  receiver.answer(500);
  await standIn.created();
  await eventually(() => expect(receiver.told.length).toBeGreaterThanOrEqual(1));
  const path = `${standIn.url}/v1/webhook_endpoints/${endpoint.id}`;
  const options = { method: 'DELETE', headers: { authorization: 'Bearer sk_test_lab' } };
  expect(await (await fetch(path, options)).json()).toMatchObject({ id: endpoint.id, deleted: true });
  expect((await fetch(path, options)).status).toBe(404);
  expect(await idle()).toBe(true);
  expect((await standIn.get('/v1/webhook_endpoints')).body.data).toEqual([]);
  const { id } = await standIn.created();
  expect([await idle(), receiver.of(id)]).toEqual([true, []]);
});

it('tells an event of a call that was spoilt after it was done, and none of one that was not', async () => {
  const done = await standIn.held({ 'metadata[fault]': 'capture:error_done' });
  const not = await standIn.held({ 'metadata[fault]': 'capture:error_not_done' });
  for (const { id } of [done, not]) expect((await standIn.at(id, 'capture')).status).toBe(500);
  await allTold();
  const paid = receiver.told.filter(({ event }) => event.type === 'payment_intent.succeeded');
  expect(paid.map(({ event }) => event.data.object.id)).toEqual([done.id]);
});
