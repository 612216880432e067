// A slow lane for suspects, and a place that unpaid holds cost: at a real shop.
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { measuresOf } from './fairness.ts';

type Visitor = Awaited<ReturnType<TestShop['visitor']>>;
/** Longer than a second: since when somebody is inside is known to the second. */
const HOLD_MS = 1_050;
let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ holdMs: HOLD_MS, quietMs: 200 });
});
afterAll(() => shop.close());

const at = (network: string) => ({ 'x-forwarded-for': network });
const roomOf = (eventId: string, { userId }: Visitor) => `/api/events/${eventId}/waiting-room/${userId}`;
const join = (eventId: string, who: Visitor, headers = {}) =>
  who.call('POST', roomOf(eventId, who), undefined, headers);
const look = async (eventId: string, who: Visitor) => (await who.call('GET', roomOf(eventId, who))).body;

/** A hot event whose room is closed still, so that who joins waits. */
async function closedRoom(): Promise<string> {
  const eventId = await shop.onSale({ waitingRoom: 'hold' });
  await set(eventId, { open: false });
  return eventId;
}
const set = (eventId: string, settings: object) =>
  shop.asOperator('PUT', `/api/events/${eventId}/waiting-room`, settings);

async function admitted(eventId: string, who: Visitor): Promise<{ authorization: string }> {
  await join(eventId, who);
  return eventually(async () => {
    const { state, admissionToken } = await look(eventId, who);
    if (state !== 'ADMITTED') throw new Error(state);
    return { authorization: `Bearer ${admissionToken}` };
  });
}

describe('the slow lane', () => {
  /** Lets them in one after another, and answers their order. */
  async function orderOf(eventId: string, visitors: Record<string, Visitor>): Promise<string[]> {
    await set(eventId, { capacity: 1, admitPerSecond: 1_000, open: true });
    const order: string[] = [];
    const left = new Map(Object.entries(visitors));
    await eventually(async () => {
      for (const [name, who] of left) {
        if ((await look(eventId, who)).state !== 'ADMITTED') continue;
        left.delete(name);
        order.push(name);
        await who.call('POST', `${roomOf(eventId, who)}/done`);
      }
      if (left.size) throw new Error(`${[...left.keys()]} wait`);
    }, 10_000);
    return order;
  }

  it('takes who asks again and again, and lets them in after the others; their position says so', async () => {
    const eventId = await closedRoom();
    const [bot, ada] = [await shop.visitor(), await shop.visitor()];
    await join(eventId, bot);
    await join(eventId, ada);
    await Promise.all(Array.from({ length: 60 }, () => look(eventId, bot)));
    expect(await orderOf(eventId, { bot, ada })).toEqual(['ada', 'bot']);
  });

  it('takes the eleventh of a network, and nobody of another or of none', async () => {
    const eventId = await closedRoom();
    const visitors: Record<string, Visitor> = {};
    const came = async (name: string, network?: string) => {
      visitors[name] = await shop.visitor();
      await join(eventId, visitors[name], network ? at(network) : {});
    };
    for (let n = 1; n <= 11; n++) await came(`of the office ${n}`, '203.0.113.7');
    await came('ada', '203.0.113.8');
    await came('bob');
    const order = await orderOf(eventId, visitors);
    expect(order.slice(-3)).toEqual(['ada', 'bob', 'of the office 11']);
  });

  it('takes who comes with the admission of another', async () => {
    const eventId = await shop.onSale({ waitingRoom: 'hold' });
    const [ada, thief, bob] = [await shop.visitor(), await shop.visitor(), await shop.visitor()];
    const stolen = await admitted(eventId, ada);
    for (const _ of [1, 2])
      expect(await thief.hold(eventId, { best: { count: 1 } }, stolen)).toMatchObject({ status: 403 });
    await set(eventId, { open: false });
    await ada.call('POST', `${roomOf(eventId, ada)}/done`);
    await join(eventId, thief);
    await join(eventId, bob);
    expect(await orderOf(eventId, { thief, bob })).toEqual(['bob', 'thief']);
  });
});

describe('holds that end unpaid', () => {
  /** Holds, and waits until it has ended. */
  async function heldForNothing(eventId: string, who: Visitor, admission: object) {
    expect(await who.hold(eventId, { best: { count: 1 } }, admission)).toMatchObject({ status: 201 });
    await new Promise(resolve => setTimeout(resolve, HOLD_MS + 50)); // the clock is the thing that is tested
  }

  it('cost the place at the third: whoever joins again has a clean slate, and is suspected', async () => {
    const eventId = await shop.onSale({ waitingRoom: 'hold' });
    const ada = await shop.visitor();
    const admission = await admitted(eventId, ada);
    await heldForNothing(eventId, ada, admission);
    await heldForNothing(eventId, ada, admission);
    const third = await ada.hold(eventId, { best: { count: 1 } }, admission);
    expect(third).toMatchObject({ status: 403, body: { type: expect.stringContaining('unpaid-holds') } });
    expect(await look(eventId, ada)).toMatchObject({ state: 'EXPIRED', reason: 'LEFT' });
    expect(await ada.hold(eventId, { best: { count: 1 } }, admission)).toMatchObject({ status: 403 });
    expect(await shop.redis.get(`real:suspicion:{${eventId}}:${ada.userId}`)).not.toBeNull();
    const again = await admitted(eventId, ada);
    expect(await ada.hold(eventId, { best: { count: 1 } }, again)).toMatchObject({ status: 201 });
  });

  it('cost nothing where the card was declined, or the seats were given back', async () => {
    const eventId = await shop.onSale({ waitingRoom: 'hold' });
    const ada = await shop.visitor();
    const admission = await admitted(eventId, ada);
    for (let n = 1; n <= 2; n++) {
      const declined = await ada.hold(eventId, { best: { count: 1 } }, admission);
      const paid = await ada.confirm(declined.body.orderId, 'pm_card_visa_chargeDeclined', admission);
      expect(paid).toMatchObject({ status: 402 });
      const back = await ada.hold(eventId, { best: { count: 1 } }, admission);
      await ada.call('POST', `/api/orders/${back.body.orderId}/cancel`);
      // Trying to pay prolongs a hold by half a minute, which the test does not wait for.
      await shop.db.query('update purchase set reserved_until = now() where order_id = $1', [declined.body.orderId]);
    }
    expect(await ada.hold(eventId, { best: { count: 1 } }, admission)).toMatchObject({ status: 201 });
  });
});

it('is switched off word by word, and no other word is taken', () => {
  expect(measuresOf('none')).toEqual([]);
  expect(measuresOf('device, unpaid')).toEqual(['device', 'unpaid']);
  expect(() => measuresOf('device,luck')).toThrow("got 'luck'");
  expect(() => measuresOf('')).toThrow("got ''");
});
