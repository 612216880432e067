// The seat map as it changes, on a real stream.
import { get } from 'node:http';
import { readStream } from '@ticketmaster/notifications-sse/event-stream';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ holdMs: 1_500 });
});
afterAll(() => shop.close());

interface Heard {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  data: any;
}

function watch(eventId: string) {
  const heard: Heard[] = [];
  const stream = get(`${shop.url}/api/events/${eventId}/seats/stream`, { agent: false }, response => {
    const read = readStream({
      event: ({ event, data }) => heard.push({ event, data: JSON.parse(data) }),
      retry: () => {},
    });
    response.setEncoding('utf8').on('data', read);
    response.on('error', () => {});
  }).on('error', () => {});
  /** The states, as a page would hold them. */
  function states(): number[] {
    const { data } = heard[0]!;
    const bytes = Buffer.from(data.states, 'base64');
    const all = Array.from({ length: data.seats }, (_, i) => (bytes[i >> 2]! >> (2 * (i & 3))) & 3);
    let { version } = data;
    for (const { data } of heard.slice(1)) {
      expect(data.from).toBe(version);
      version = data.to;
      for (const [index, state] of data.changes) all[index] = state;
    }
    return all;
  }
  return { heard, states, end: () => stream.destroy() };
}

it('shows a hold, its end, and a sale to all who look, without a gap', async () => {
  const eventId = await shop.onSale();
  const ada = await shop.visitor();
  const [early, late] = [watch(eventId), watch(eventId)];
  await eventually(() => expect(early.heard.length + late.heard.length).toBe(2));
  expect(early.heard[0]).toMatchObject({ event: 'snapshot', data: { seats: 200, free: 200 } });
  await ada.hold(eventId, { seatIds: ['F1-1-1'] });
  const { orderId } = (await ada.hold(eventId, { seatIds: ['F1-1-2'] })).body;
  for (const { states } of [early, late]) await eventually(() => expect(states().slice(0, 3)).toEqual([1, 1, 0]));
  await ada.confirm(orderId);
  for (const { states } of [early, late]) await eventually(() => expect(states().slice(0, 3)).toEqual([0, 2, 0])); // the hold has ended
  const last = watch(eventId);
  await eventually(() => expect(last.heard).toHaveLength(1));
  expect(last.states()).toEqual(early.states());
  for (const { end } of [early, late, last]) end();
});

it('is refused for an event that is not there', async () => {
  expect(await shop.call('GET', '/api/events/nothing/seats/stream')).toMatchObject({ status: 404 });
});
