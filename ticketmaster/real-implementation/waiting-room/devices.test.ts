// One place for a browser, whatever sessions it has: at a real shop.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../shop.fixture.ts';
import { withPrequeue } from './prequeue.fixture.ts';

type Visitor = Awaited<ReturnType<TestShop['visitor']>>;
let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const roomOf = (eventId: string, { userId }: Visitor) => `/api/events/${eventId}/waiting-room/${userId}`;
const join = (eventId: string, who: Visitor, headers = {}) =>
  who.call('POST', roomOf(eventId, who), undefined, headers);

/** A hot event whose room is closed still, so that who joins waits. */
async function closedRoom(): Promise<string> {
  const eventId = await shop.onSale({ waitingRoom: 'hold' });
  await shop.asOperator('PUT', `/api/events/${eventId}/waiting-room`, { open: false });
  return eventId;
}

describe('one place for each browser', () => {
  /** Another session in ada's browser. */
  async function again(device: string) {
    const bob = await shop.visitor();
    return { ...bob, join: (eventId: string) => join(eventId, bob, { cookie: `${bob.cookie}; ${device}` }) };
  }
  async function adaAndHerDevice() {
    const ada = await shop.visitor();
    const [, device] = (await ada.call('POST', '/api/session')).headers.getSetCookie();
    return { ada, device: device!.split(';')[0]! };
  }

  it('is refused to a second session while the first has one, and had again when that is over', async () => {
    const eventId = await closedRoom();
    const { ada, device } = await adaAndHerDevice();
    expect(await join(eventId, ada, { cookie: `${ada.cookie}; ${device}` })).toMatchObject({ status: 202 });
    expect(await join(eventId, ada, { cookie: `${ada.cookie}; ${device}` })).toMatchObject({ status: 202 });
    const bob = await again(device);
    expect(await bob.join(eventId)).toMatchObject({
      status: 409,
      body: { type: expect.stringContaining('one-place-per-device') },
    });
    expect(await bob.join(await closedRoom())).toMatchObject({ status: 202 });
    await ada.call('DELETE', roomOf(eventId, ada));
    expect(await bob.join(eventId)).toMatchObject({ status: 202 });
  });

  it('is one place in the pre-queue, too', async () => {
    const eventId = await withPrequeue(shop);
    const { ada, device } = await adaAndHerDevice();
    const bob = await again(device);
    const both = [join(eventId, ada, { cookie: `${ada.cookie}; ${device}` }), bob.join(eventId)]; // in one batch
    const [one, other] = (await Promise.all(both)).toSorted((a, b) => a.status - b.status);
    expect(one).toMatchObject({ status: 202, body: { state: 'PREQUEUE', entrants: 1 } });
    expect(other).toMatchObject({ status: 409, body: { type: 'one-place-per-device' } });
    const carol = await shop.visitor(); // of no device that we know
    expect(await join(eventId, carol)).toMatchObject({ status: 202, body: { entrants: 2 } });
  });

  it('is no matter of a key that we did not sign, or that somebody made up', async () => {
    const eventId = await closedRoom();
    const { ada, device } = await adaAndHerDevice();
    await join(eventId, ada, { cookie: `${ada.cookie}; ${device}` });
    const [hers, signature] = device.split('.');
    for (const made of [
      `device=${crypto.randomUUID()}.${signature}`,
      `${hers}.${'A'.repeat(43)}`,
      'device=',
      'device=%00',
      `${device}x`,
      ada.cookie.replace('session', 'device'),
    ])
      expect(await (await again(made)).join(eventId), made).toMatchObject({ status: 202 });
  });

  it('is the same key for the same browser, whoever is signed in, and no script can read it', async () => {
    const { device } = await adaAndHerDevice();
    const { headers } = await shop.call('POST', '/api/session', undefined, { cookie: device });
    expect(headers.getSetCookie()[1]).toMatch(
      new RegExp(`^${device.replaceAll('.', '\\.')}; .*HttpOnly; SameSite=Strict`),
    );
  });
});
