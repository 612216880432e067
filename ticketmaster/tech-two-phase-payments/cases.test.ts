// What the field complains about, case by case; the numbers are those of the research. What hits a single call or commit is in points.test.ts.
import { describe, expect, it } from 'vitest';
import { cases, GOOD, HOLD_MS, never } from './cases.fixture.ts';
import { orderOf } from './orders.ts';
import { wish } from './payments.fixture.ts';

const { here, engine, placed, rival, seats, clean } = cases();

it('sells: seats, tickets and money agree', async () => {
  const { sale } = engine();
  here.eventId = await here.shop.event();
  const orderId = crypto.randomUUID();
  expect(await sale.place(orderId, wish(here.eventId), null)).toMatchObject({
    undecided: false,
    order: { status: 'RESERVED', intentId: expect.stringMatching(/^pi_/) },
  });
  const { order } = await sale.confirm(orderId, 'ada', 'key-1', GOOD);
  expect(order).toMatchObject({ status: 'CONFIRMED', capturedCents: 10_000 });
  await clean();
});

describe('the card', () => {
  it('5: declined, the hold stays, and another card under another key buys', async () => {
    const { sale } = engine();
    const orderId = await placed(engine());
    const first = await sale.confirm(orderId, 'ada', 'one', 'pm_card_visa_chargeDeclinedInsufficientFunds');
    expect(first.order).toMatchObject({ status: 'RESERVED', declined: 'insufficient_funds' });
    const again = await sale.confirm(orderId, 'ada', 'one', 'pm_card_visa_chargeDeclinedInsufficientFunds');
    expect(again.order).toMatchObject({ status: 'RESERVED', declined: 'insufficient_funds' }); // the same attempt
    expect((await sale.confirm(orderId, 'ada', 'two', GOOD)).order).toMatchObject({
      status: 'CONFIRMED',
      declined: null,
    });
    await clean();
  });

  it('I7: the same key with another card is refused, and so is a second payment of a paid order', async () => {
    const { sale } = engine();
    const orderId = await placed(engine());
    await sale.confirm(orderId, 'ada', 'one', GOOD);
    await expect(sale.confirm(orderId, 'ada', 'one', 'pm_card_mastercard')).rejects.toMatchObject({ status: 422 });
    await expect(sale.confirm(orderId, 'ada', 'two', GOOD)).rejects.toMatchObject({ status: 409, type: 'order-state' });
    await clean();
  });

  it('2: twenty clicks at once, on several servers, pay once', async () => {
    const orderId = await placed(engine());
    const clicks = Array.from({ length: 20 }, () => engine().sale.confirm(orderId, 'ada', 'one', GOOD));
    for (const { order } of await Promise.all(clicks))
      expect(['AUTHORIZING', 'AUTHORIZED', 'ISSUED', 'CONFIRMED']).toContain(order.status);
    await engine().completer.round();
    expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });

  it('needs the buyer at the bank: the order waits, and goes on by itself when that is done', async () => {
    const { sale, completer } = engine();
    const orderId = await placed(engine());
    expect((await sale.confirm(orderId, 'ada', 'one', 'pm_card_authenticationRequired')).order.status).toBe(
      'AUTHORIZING',
    );
    await here.standIn.control('action', { payment_intent: (await here.shop.order(orderId)).intentId });
    await completer.round();
    expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });
});

describe('time', () => {
  it('7: the hold ends while the card is asked, and the seats are still free: sold', async () => {
    const reached = (point: string) => {
      if (point === 'before confirm') here.aheadMs = 10 * HOLD_MS;
    };
    const { sale } = engine({ reached });
    const orderId = await placed(engine());
    expect((await sale.confirm(orderId, 'ada', 'one', GOOD)).order.status).toBe('CONFIRMED');
    await clean();
  });

  it('8: the hold ends while the card is asked, and another takes a seat: nothing is captured', async () => {
    const reached = async (point: string) => {
      if (point !== 'before confirm') return;
      here.aheadMs = 10 * HOLD_MS;
      await rival(['A-1-02']);
    };
    const orderId = await placed(engine());
    expect((await engine({ reached }).sale.confirm(orderId, 'ada', 'one', GOOD)).order.status).toBe('CANCELLED');
    expect((await seats()).slice(0, 2)).toEqual(['AVAILABLE', 'RESERVED']);
    await clean();
  });

  it('14: the same, and the buyer takes fewer: the rest is captured, and no more', async () => {
    const reached = async (point: string) => {
      if (point !== 'before confirm') return;
      here.aheadMs = 10 * HOLD_MS;
      await rival(['A-1-02']);
    };
    const orderId = await placed(engine(), 3, null, { acceptFewer: true });
    await here.shop.db.query('update purchase set prices = array[9000, 7000, 5000] where order_id = $1', [orderId]);
    const { order } = await engine({ reached }).sale.confirm(orderId, 'ada', 'one', GOOD);
    expect(order).toMatchObject({ status: 'CONFIRMED', seatIds: ['A-1-01', 'A-1-03'], capturedCents: 14_000 });
    await clean();
    await engine().sale.refund(orderId, 'ada', ['A-1-03']);
    expect((await orderOf(here.shop.db, orderId))!.refundCents).toBe(5_000);
    await clean();
  });

  it('the hold ends before the buyer pays, and another has a seat: the card is not asked', async () => {
    const orderId = await placed(engine());
    here.aheadMs = 2 * HOLD_MS;
    await rival(['A-1-01']);
    await expect(engine().sale.confirm(orderId, 'ada', 'one', GOOD)).rejects.toMatchObject({
      status: 409,
      type: 'seat-taken',
    });
    expect((await here.shop.order(orderId)).status).toBe('EXPIRED');
    await clean();
  });

  it('the buyer goes away: the completer ends the order, and its intent can never become money', async () => {
    const orderId = await placed(engine());
    here.aheadMs = 2 * HOLD_MS;
    await engine().completer.round();
    const { status, intentId } = await here.shop.order(orderId);
    expect([status, (await here.shop.provider.retrieve(intentId!)).status]).toEqual(['EXPIRED', 'canceled']);
    await clean();
  });

  it('25: our clock is ten minutes ahead or behind, and the keys are older than a day', async () => {
    for (const ahead of [600_000, -600_000]) {
      here.aheadMs = ahead;
      const orderId = await placed(engine());
      const dying = engine({ tries: 1, reached: (point: string) => void (point === 'after confirm' && never()) });
      await dying.sale.confirm(orderId, 'ada', 'one', GOOD).catch(() => {});
      await here.standIn.control('clock', { advanceMs: 25 * 3_600_000 });
      await engine().completer.round();
      expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
      await clean();
    }
  });
});
