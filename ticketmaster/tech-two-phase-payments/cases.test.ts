// What the field complains about, case by case (the numbers are those of plan.md). What hits a single call or commit is in points.test.ts.
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openShop, openStandIn, type Shop, type StandIn, wish } from './payments.fixture.ts';
import type { TwoPhasePayments } from './payments.ts';

const GOOD = 'pm_card_visa';
const HOLD_MS = 60_000;

let standIn: StandIn;
let shop: Shop;
let time = 0; // how far the clock of our servers is moved
let eventId: string;
const now = () => new Date(Date.now() + time);
const engine = (parts = {}) => shop.engine({ now, holdMs: HOLD_MS, ...parts });
beforeAll(async () => {
  standIn = await openStandIn();
  shop = await openShop(standIn);
});
afterEach(async () => {
  time = 0;
  await standIn.control('faults', { rate: 0 });
});
afterAll(async () => {
  await shop.close();
  await standIn.close();
});

async function placed({ sale }: TwoPhasePayments, seats = 2, fault: string | null = null, more = {}): Promise<string> {
  eventId = await shop.event();
  const orderId = crypto.randomUUID();
  await sale.place(orderId, wish(eventId, seats, more), fault);
  return orderId;
}
const rival = (seatIds: string[]) =>
  engine().sale.place(crypto.randomUUID(), { eventId, userId: 'bob', seatIds, acceptFewer: false }, null);
const seats = async () => (await engine().inventory.seats(shop.db, eventId)).map(({ status }) => status);
const clean = async () => expect(await shop.findings(eventId)).toEqual([]);

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
    expect((await shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });

  it('needs the buyer at the bank: the order waits, and goes on by itself when that is done', async () => {
    const { sale, completer } = engine();
    const orderId = await placed(engine());
    expect((await sale.confirm(orderId, 'ada', 'one', 'pm_card_authenticationRequired')).order.status).toBe(
      'AUTHORIZING',
    );
    await standIn.control('action', { payment_intent: (await shop.order(orderId)).intentId });
    await completer.round();
    expect((await shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });
});

describe('time', () => {
  it('7: the hold ends while the card is asked, and the seats are still free: sold', async () => {
    const reached = (point: string) => {
      if (point === 'before confirm') time = 10 * HOLD_MS;
    };
    const { sale } = engine({ reached });
    const orderId = await placed(engine());
    expect((await sale.confirm(orderId, 'ada', 'one', GOOD)).order.status).toBe('CONFIRMED');
    await clean();
  });

  it('8: the hold ends while the card is asked, and another takes a seat: nothing is captured', async () => {
    const reached = async (point: string) => {
      if (point !== 'before confirm') return;
      time = 10 * HOLD_MS;
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
      time = 10 * HOLD_MS;
      await rival(['A-1-02']);
    };
    const orderId = await placed(engine(), 3, null, { acceptFewer: true });
    const { order } = await engine({ reached }).sale.confirm(orderId, 'ada', 'one', GOOD);
    expect(order).toMatchObject({ status: 'CONFIRMED', seatIds: ['A-1-01', 'A-1-03'], capturedCents: 10_000 });
    await clean();
  });

  it('the hold ends before the buyer pays, and another has a seat: the card is not asked', async () => {
    const orderId = await placed(engine());
    time = 2 * HOLD_MS;
    await rival(['A-1-01']);
    await expect(engine().sale.confirm(orderId, 'ada', 'one', GOOD)).rejects.toMatchObject({
      status: 409,
      type: 'seat-taken',
    });
    expect((await shop.order(orderId)).status).toBe('EXPIRED');
    await clean();
  });

  it('the buyer goes away: the completer ends the order, and its intent can never become money', async () => {
    const orderId = await placed(engine());
    time = 2 * HOLD_MS;
    await engine().completer.round();
    const { status, intentId } = await shop.order(orderId);
    expect([status, (await shop.provider.retrieve(intentId!)).status]).toEqual(['EXPIRED', 'canceled']);
    await clean();
  });

  it('25: our clock is ten minutes ahead or behind, and the keys are older than a day', async () => {
    for (const ahead of [600_000, -600_000]) {
      time = ahead;
      const orderId = await placed(engine());
      const dying = engine({ tries: 1, reached: (point: string) => void (point === 'after confirm' && never()) });
      await dying.sale.confirm(orderId, 'ada', 'one', GOOD).catch(() => {});
      await standIn.control('clock', { advanceMs: 25 * 3_600_000 });
      await engine().completer.round();
      expect((await shop.order(orderId)).status).toBe('CONFIRMED');
      await clean();
    }
  });
});

describe('two at once', () => {
  it('12: the buyer cancels while the money is taken: it goes back', async () => {
    const orderId = await placed(engine());
    let cancelled: Promise<unknown> = Promise.resolve();
    const reached = (point: string) => {
      if (point === 'before capture') cancelled = engine().sale.cancel(orderId, 'ada');
    };
    await engine({ reached }).sale.confirm(orderId, 'ada', 'one', GOOD);
    await cancelled;
    await engine().completer.round();
    expect(['CANCELLED', 'REFUNDED']).toContain((await shop.order(orderId)).status);
    expect(await seats()).toEqual(Array(8).fill('AVAILABLE'));
    await clean();
  });

  it('17: cancels at every point of a sale, and no money stays', async () => {
    for (const at of [
      'before confirm',
      'after confirm',
      'stored AUTHORIZED',
      'stored issue',
      'after capture',
      'stored CONFIRMED',
    ]) {
      const orderId = await placed(engine());
      const reached = async (point: string) => {
        if (point === at) await engine().sale.cancel(orderId, 'ada');
      };
      await engine({ reached }).sale.confirm(orderId, 'ada', 'one', GOOD);
      await engine().completer.round();
      expect(['CANCELLED', 'REFUNDED'], at).toContain((await shop.order(orderId)).status);
      expect(await seats()).toEqual(Array(8).fill('AVAILABLE'));
      await clean();
    }
  });

  it('23: four completers and two reconcilers at once, over orders that were left everywhere', async () => {
    const points = ['before confirm', 'after confirm', 'committed AUTHORIZED', 'before capture', 'after capture'];
    const left = await Promise.all(
      points.map(async point => {
        const event = await shop.event();
        const orderId = crypto.randomUUID();
        await engine().sale.place(orderId, wish(event), null);
        const dying = engine({ reached: (here: string) => void (here === point && never()) });
        await dying.sale.confirm(orderId, 'ada', 'one', GOOD).catch(() => {});
        return orderId;
      }),
    );
    const since = new Date(Date.now() - 3_600_000);
    const reconcile = () => shop.engine({ now: () => new Date(Date.now() + 3_600_000) }).reconciliation.run(since);
    await Promise.all([1, 2, 3, 4].map(() => engine().completer.round()).concat([reconcile(), reconcile()] as never[]));
    for (const orderId of left) expect((await shop.order(orderId)).status).toBe('CONFIRMED');
    expect(await shop.findings()).toEqual([]);
  });
});

describe('money that goes back', () => {
  it('18: tickets go back one by one, for their price, however often it is asked', async () => {
    const { sale } = engine();
    const orderId = await placed(engine(), 3);
    await sale.confirm(orderId, 'ada', 'one', GOOD);
    expect((await sale.refund(orderId, 'ada', ['A-1-02'])).order).toMatchObject({
      status: 'CONFIRMED',
      refundCents: 5_000,
    });
    await expect(sale.refund(orderId, 'ada', ['A-1-02'])).rejects.toMatchObject({ type: 'not-a-ticket' });
    await clean();
    expect(await seats()).toEqual(['SOLD', 'AVAILABLE', 'SOLD', ...Array(5).fill('AVAILABLE')]);
    expect((await sale.refund(orderId, 'ada')).order).toMatchObject({ status: 'REFUNDED', refundCents: 15_000 });
    await clean();
  });

  it('15: a capture that was received, and fails later: no ticket, and the seat is free', async () => {
    const { sale, completer } = engine();
    const orderId = await placed(engine(), 2, 'capture:async_fails');
    const { order } = await sale.confirm(orderId, 'ada', 'one', GOOD);
    expect(order.status).toBe('ISSUED'); // received is not taken: the tickets open no door yet
    await standIn.control('settle', {});
    await completer.round();
    expect((await shop.order(orderId)).status).toBe('PAYMENT_FAILED');
    expect(await seats()).toEqual(Array(8).fill('AVAILABLE'));
    await clean();
  });

  it('15: a capture that was received, and is taken later', async () => {
    const { sale, completer } = engine();
    const orderId = await placed(engine(), 2, 'capture:async');
    await sale.confirm(orderId, 'ada', 'one', GOOD);
    await standIn.control('settle', {});
    await completer.round();
    expect((await shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });

  it('an authorization that is about to end is taken before it does', async () => {
    const orderId = await placed(engine());
    const dying = engine({ reached: (point: string) => void (point === 'before capture' && never()) });
    await dying.sale.confirm(orderId, 'ada', 'one', GOOD).catch(() => {});
    await standIn.control('clock', { advanceMs: 7 * 86_400_000 - 60_000 });
    await engine().completer.round();
    expect((await shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });
});

describe('the provider', () => {
  it('22: is away: the buyer hears that it is not decided, never that it failed, and is sold to when it is back', async () => {
    const orderId = await placed(engine());
    await standIn.control('down', { ms: 600_000 });
    const { sale } = engine();
    const { order, undecided } = await sale.confirm(orderId, 'ada', 'one', GOOD);
    expect([order.status, undecided]).toEqual(['AUTHORIZING', true]);
    expect(await engine().completer.round()).toMatchObject({ undecided: 1 });
    await standIn.control('down', { ms: 0 });
    await engine().completer.round();
    expect((await shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });

  it('24: has money for an order that is not ours: found, given back, and nothing is left to mend', async () => {
    const stranger = await shop.provider.create('stranger', {
      ...{ orderId: crypto.randomUUID(), eventId: 'E', cents: 7_000, currency: 'EUR', fault: null },
    });
    await shop.provider.confirm('stranger:confirm', stranger.id, GOOD);
    const taken = await shop.provider.create('taken', {
      ...{ orderId: crypto.randomUUID(), eventId: 'E', cents: 9_000, currency: 'EUR', fault: null },
    });
    await shop.provider.confirm('taken:confirm', taken.id, GOOD);
    await shop.provider.capture('taken:capture', taken.id, 9_000);
    const { reconciliation } = shop.engine({ now: () => new Date(Date.now() + 30 * 86_400_000) });
    const since = new Date(Date.now() - 3_600_000);
    const breaks = await reconciliation.run(since);
    expect(breaks.filter(({ intentId }) => [stranger.id, taken.id].includes(intentId))).toMatchObject([
      { kind: 'unknown-intent', mended: true },
      { kind: 'unknown-intent', mended: true },
    ]);
    expect((await shop.provider.retrieve(stranger.id)).status).toBe('canceled');
    expect((await shop.provider.retrieve(taken.id)).refunded).toBe(9_000);
    expect(await reconciliation.run(since)).toEqual([]);
  });

  it('refuses a seat that is taken before any money moves, and places nothing', async () => {
    const first = await placed(engine());
    const second = crypto.randomUUID();
    const other = { eventId, userId: 'bob', seatIds: seatIdsFor(3), acceptFewer: false };
    await expect(engine().sale.place(second, other, null)).rejects.toMatchObject({ status: 409, type: 'seat-taken' });
    await expect(engine().sale.place(first, { ...other, userId: 'ada' }, null)).rejects.toMatchObject({ status: 422 });
    await expect(shop.order(second)).resolves.toBeUndefined();
    await clean();
  });
});

const never = () => {
  throw new Error('killed');
};
