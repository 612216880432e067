import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOLD_MS, openTestOffice, type TestOffice } from './box-office.fixture.ts';
import { asOrder } from './box-office.ts';

let test: TestOffice;
beforeAll(async () => {
  test = await openTestOffice();
});
afterAll(async () => {
  expect(await test.violations()).toEqual([]);
  await test.close();
});

/** Ada's order for the first `count` seats of a new event. */
async function adaReserves(count = 2) {
  const { eventId, seatIds } = await test.onSale(count + 1);
  const reserved = await test.reserve({ eventId, userId: 'ada', seatIds: seatIds.slice(0, count) });
  if (reserved.outcome !== 'RESERVED') throw new Error(reserved.outcome);
  return { eventId, seatIds, order: reserved.order };
}
const pay = (orderId: string, token = 'tok_ok', key: string = randomUUID()) => test.office.pay(key, orderId, token);

describe('reserving', () => {
  it('holds all seats for the time it says, at the sum of their prices', async () => {
    const { order, seatIds } = await adaReserves(2);
    expect(order).toMatchObject({ userId: 'ada', status: 'RESERVED', totalCents: 10_000, currency: 'EUR' });
    expect(order.seatIds).toEqual(seatIds.slice(0, 2));
    expect(Date.parse(order.expiresAt)).toBe(test.now().getTime() + HOLD_MS);
  });

  it('names the seats that are taken, and holds none of the others', async () => {
    const { eventId, seatIds } = await adaReserves(2);
    const bob = await test.reserve({ eventId, userId: 'bob', seatIds: [seatIds[1]!, seatIds[2]!] });
    expect(bob).toEqual({ outcome: 'SEAT_TAKEN', seats: [seatIds[1]] });
    expect(await test.reserve({ eventId, userId: 'cyd', seatIds: [seatIds[2]!] })).toMatchObject({
      outcome: 'RESERVED',
    });
  });

  it('knows what does not exist', async () => {
    const { eventId, seatIds } = await test.onSale(1);
    expect(await test.reserve({ eventId, userId: 'ada', seatIds: [seatIds[0]!, 'moon'] })).toEqual({
      outcome: 'NO_SUCH_SEAT',
      seats: ['moon'],
    });
    expect(await test.reserve({ eventId: 'E0', userId: 'ada', seatIds })).toEqual({ outcome: 'NO_SUCH_EVENT' });
  });

  it('answers the same again for the same key, whatever became of the order, and refuses the key for another wish', async () => {
    const { eventId, seatIds } = await test.onSale(2);
    const wish = { eventId, userId: 'ada', seatIds: [seatIds[1]!, seatIds[0]!] };
    const first = await test.reserve(wish, 'twice');
    expect(await test.reserve(wish, 'twice')).toEqual(first);
    expect(await test.reserve({ ...wish, seatIds: [seatIds[0]!] }, 'twice')).toEqual({ outcome: 'KEY_REUSED' });
    expect(await test.reserve({ ...wish, userId: 'bob' }, 'twice')).toEqual({ outcome: 'KEY_REUSED' });
    if (first.outcome !== 'RESERVED') throw new Error(first.outcome);
    await pay(first.order.orderId);
    expect(await test.reserve(wish, 'twice')).toEqual(first);
  });
});

describe('a hold', () => {
  it('stands until its last millisecond, and is free in the next, without a sweeper', async () => {
    const { eventId, seatIds } = await adaReserves(1);
    const bob = { eventId, userId: 'bob', seatIds: [seatIds[0]!] };
    test.passes(HOLD_MS - 1);
    expect(await test.reserve(bob)).toMatchObject({ outcome: 'SEAT_TAKEN' });
    test.passes(1);
    expect(await test.reserve(bob)).toMatchObject({ outcome: 'RESERVED' });
  });

  it('that expired cannot be paid, whether or not somebody else has the seat', async () => {
    const { eventId, seatIds, order } = await adaReserves(1);
    test.passes(HOLD_MS);
    expect(await pay(order.orderId)).toEqual({ outcome: 'EXPIRED' });
    const bob = await test.reserve({ eventId, userId: 'bob', seatIds: [seatIds[0]!] });
    expect(await pay(order.orderId)).toEqual({ outcome: 'EXPIRED' });
    if (bob.outcome !== 'RESERVED') throw new Error(bob.outcome);
    expect(await pay(bob.order.orderId)).toMatchObject({ outcome: 'CONFIRMED' });
    expect((await test.office.order(order.orderId))?.order.status).toBe('EXPIRED');
  });

  it('is paid for in its last millisecond', async () => {
    const { order } = await adaReserves(1);
    test.passes(HOLD_MS - 1);
    expect(await pay(order.orderId)).toMatchObject({ outcome: 'CONFIRMED' });
  });

  it('given away by a server whose clock runs ahead is not sold by the one behind', async () => {
    const { eventId, seatIds, order } = await adaReserves(1);
    test.passes(HOLD_MS);
    await test.reserve({ eventId, userId: 'bob', seatIds: [seatIds[0]!] });
    test.passes(-HOLD_MS);
    expect(await pay(order.orderId)).toEqual({ outcome: 'EXPIRED' });
  });
});

describe('paying', () => {
  it('issues one ticket for each seat', async () => {
    const { order } = await adaReserves(2);
    const paid = await pay(order.orderId);
    expect(paid).toMatchObject({ outcome: 'CONFIRMED', order: { status: 'CONFIRMED' } });
    const { tickets } = (await test.office.order(order.orderId))!;
    expect(tickets.map(({ seatId }) => seatId)).toEqual(order.seatIds);
  });

  it('repeats its answer for the same key, charges nothing more for another, and refuses a key used elsewhere', async () => {
    const { order } = await adaReserves(1);
    const first = await pay(order.orderId, 'tok_ok', 'once');
    expect(await pay(order.orderId, 'tok_ok', 'once')).toEqual(first);
    expect(await pay(order.orderId, 'tok_ok')).toEqual({ outcome: 'ALREADY_PAID' });
    expect(await pay(order.orderId, 'tok_declined', 'once')).toEqual({ outcome: 'KEY_REUSED' });
    expect(await pay((await adaReserves(1)).order.orderId, 'tok_ok', 'once')).toEqual({ outcome: 'KEY_REUSED' });
  });

  it('that is declined leaves the seats with the buyer, who may try another card', async () => {
    const { order } = await adaReserves(1);
    expect(await pay(order.orderId, 'tok_declined', 'no')).toMatchObject({ outcome: 'DECLINED' });
    expect(await pay(order.orderId, 'tok_declined', 'no')).toMatchObject({ outcome: 'DECLINED' });
    expect(await pay(order.orderId)).toMatchObject({ outcome: 'CONFIRMED' });
  });

  it('that times out took nothing, and works with the same key later', async () => {
    const { order } = await adaReserves(1);
    expect(await pay(order.orderId, 'tok_timeout', 'slow')).toEqual({ outcome: 'PAYMENT_TIMED_OUT' });
    expect(await pay(order.orderId, 'tok_ok', 'slow')).toMatchObject({ outcome: 'CONFIRMED' });
  });

  it('knows no order that does not exist', async () => {
    expect(await pay(randomUUID())).toEqual({ outcome: 'NO_SUCH_ORDER' });
  });
});

describe('cancelling', () => {
  it('frees the seats at once, does no harm twice, and ends the chance to pay', async () => {
    const { eventId, seatIds, order } = await adaReserves(2);
    expect(await test.office.cancel(order.orderId)).toBe('CANCELLED');
    expect(await test.reserve({ eventId, userId: 'bob', seatIds })).toMatchObject({ outcome: 'RESERVED' });
    expect(await test.office.cancel(order.orderId)).toBe('CANCELLED');
    expect(await pay(order.orderId)).toEqual({ outcome: 'CANCELLED' });
    expect(await test.reserve({ eventId, userId: 'cyd', seatIds })).toMatchObject({ outcome: 'SEAT_TAKEN' });
  });

  it('of an expired order leaves alone who has the seats now', async () => {
    const { eventId, seatIds, order } = await adaReserves(1);
    test.passes(HOLD_MS);
    const bob = { eventId, userId: 'bob', seatIds: [seatIds[0]!] };
    await test.reserve(bob);
    expect(await test.office.cancel(order.orderId)).toBe('CANCELLED');
    expect(await test.reserve({ ...bob, userId: 'cyd' })).toMatchObject({ outcome: 'SEAT_TAKEN' });
  });

  it('is too late once paid', async () => {
    const { order } = await adaReserves(1);
    await pay(order.orderId);
    expect(await test.office.cancel(order.orderId)).toBe('ALREADY_PAID');
    expect(await test.office.cancel(randomUUID())).toBe('NO_SUCH_ORDER');
  });
});

describe('an order', () => {
  const row = {
    ...{ order_id: 'o', user_id: 'ada', event_id: 'E1', seat_ids: ['A'], total_cents: 1, currency: 'EUR' },
    expires_at: '2027-01-01T12:00:00+00:00',
  };
  it.each([
    ['RESERVED', '2027-01-01T11:59:59.999Z', 'RESERVED'],
    ['RESERVED', '2027-01-01T12:00:00.000Z', 'EXPIRED'],
    ['CONFIRMED', '2027-01-01T12:00:00.000Z', 'CONFIRMED'],
    ['CANCELLED', '2027-01-01T12:00:00.000Z', 'CANCELLED'],
  ] as const)('written down as %s is at %s %s', (status, at, expected) => {
    expect(asOrder({ ...row, status }, new Date(at)).status).toBe(expected);
  });
});
