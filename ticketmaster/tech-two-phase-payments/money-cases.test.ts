import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { describe, expect, it, vi } from 'vitest';
import { cases, GOOD, never } from './cases.fixture.ts';
import { Refused } from './client.ts';
import { wish } from './payments.fixture.ts';

const { here, engine, placed, seats, clean } = cases();

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
    expect(['CANCELLED', 'REFUNDED']).toContain((await here.shop.order(orderId)).status);
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
      expect(['CANCELLED', 'REFUNDED'], at).toContain((await here.shop.order(orderId)).status);
      expect(await seats()).toEqual(Array(8).fill('AVAILABLE'));
      await clean();
    }
  });

  it('23: four completers and two reconcilers at once, over orders that were left everywhere', async () => {
    const points = ['before confirm', 'after confirm', 'committed AUTHORIZED', 'before capture', 'after capture'];
    const left = await Promise.all(
      points.map(async point => {
        const event = await here.shop.event();
        const orderId = crypto.randomUUID();
        await engine().sale.place(orderId, wish(event), null);
        const dying = engine({ reached: (here: string) => void (here === point && never()) });
        await dying.sale.confirm(orderId, 'ada', 'one', GOOD).catch(() => {});
        return orderId;
      }),
    );
    const since = new Date(Date.now() - 3_600_000);
    const reconcile = () => here.shop.engine({ now: () => new Date(Date.now() + 3_600_000) }).reconciliation.run(since);
    await Promise.all([1, 2, 3, 4].map(() => engine().completer.round()).concat([reconcile(), reconcile()] as never[]));
    for (const orderId of left) expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    expect(await here.shop.findings()).toEqual([]);
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
    await here.standIn.control('settle', {});
    await completer.round();
    expect((await here.shop.order(orderId)).status).toBe('PAYMENT_FAILED');
    expect(await seats()).toEqual(Array(8).fill('AVAILABLE'));
    await clean();
  });

  it('15: a capture that was received, and is taken later', async () => {
    const { sale, completer } = engine();
    const orderId = await placed(engine(), 2, 'capture:async');
    await sale.confirm(orderId, 'ada', 'one', GOOD);
    await here.standIn.control('settle', {});
    await completer.round();
    expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });

  it('an authorization that is about to end is taken before it does', async () => {
    const orderId = await placed(engine());
    const dying = engine({ reached: (point: string) => void (point === 'before capture' && never()) });
    await dying.sale.confirm(orderId, 'ada', 'one', GOOD).catch(() => {});
    await here.standIn.control('clock', { advanceMs: 7 * 86_400_000 - 60_000 });
    await engine().completer.round();
    expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });
});

describe('the provider', () => {
  it('22: is away: the buyer hears that it is not decided, never that it failed, and is sold to when it is back', async () => {
    const orderId = await placed(engine());
    await here.standIn.control('down', { ms: 600_000 });
    const { sale } = engine();
    const { order, undecided } = await sale.confirm(orderId, 'ada', 'one', GOOD);
    expect([order.status, undecided]).toEqual(['AUTHORIZING', true]);
    expect(await engine().completer.round()).toMatchObject({ undecided: 1 });
    await here.standIn.control('down', { ms: 0 });
    await engine().completer.round();
    expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    await clean();
  });

  it('24: has money for an order that is not ours: found, given back, and nothing is left to mend', async () => {
    const stranger = await here.shop.provider.create('stranger', {
      ...{ orderId: crypto.randomUUID(), eventId: 'E', cents: 7_000, currency: 'EUR', fault: null },
    });
    await here.shop.provider.confirm('stranger:confirm', stranger.id, GOOD);
    const taken = await here.shop.provider.create('taken', {
      ...{ orderId: crypto.randomUUID(), eventId: 'E', cents: 9_000, currency: 'EUR', fault: null },
    });
    await here.shop.provider.confirm('taken:confirm', taken.id, GOOD);
    await here.shop.provider.capture('taken:capture', taken.id, 9_000);
    const { reconciliation } = here.shop.engine({ now: () => new Date(Date.now() + 30 * 86_400_000) });
    const since = new Date(Date.now() - 3_600_000);
    const breaks = await reconciliation.run(since);
    expect(breaks.filter(({ intentId }) => [stranger.id, taken.id].includes(intentId))).toMatchObject([
      { kind: 'unknown-intent', mended: true },
      { kind: 'unknown-intent', mended: true },
    ]);
    expect((await here.shop.provider.retrieve(stranger.id)).status).toBe('canceled');
    expect((await here.shop.provider.retrieve(taken.id)).refunded).toBe(9_000);
    expect(await reconciliation.run(since)).toEqual([]);
  });

  it('refuses a seat that is taken before any money moves, and places nothing', async () => {
    const first = await placed(engine());
    const second = crypto.randomUUID();
    const other = { eventId: here.eventId, userId: 'bob', seatIds: seatIdsFor(3), acceptFewer: false };
    await expect(engine().sale.place(second, other, null)).rejects.toMatchObject({ status: 409, type: 'seat-taken' });
    await expect(engine().sale.place(first, { ...other, userId: 'ada' }, null)).rejects.toMatchObject({ status: 422 });
    await expect(here.shop.order(second)).resolves.toBeUndefined();
    await clean();
  });

  it('refuses one order for good, by a mistake of ours: the orders behind it are completed, and it is found again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const left: string[] = [];
    for (let nth = 0; nth < 3; nth++) {
      const orderId = await placed(engine());
      const dying = engine({ reached: (point: string) => void (point === 'before capture' && never()) });
      await dying.sale.confirm(orderId, 'ada', 'one', GOOD).catch(() => {});
      left.push(orderId);
    }
    const [poisoned, ...others] = left.sort();
    const provider = {
      ...here.shop.provider,
      async capture(key: string, intentId: string, cents: number) {
        if (key.includes(poisoned!)) throw new Refused('parameter_unknown', 'a mistake of ours');
        return here.shop.provider.capture(key, intentId, cents);
      },
    };
    expect(await engine({ provider }).completer.round()).toEqual({ seen: 3, undecided: 1 });
    for (const orderId of others) expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    const later = here.shop.engine({ provider, now: () => new Date(Date.now() + 60 * 86_400_000) });
    const breaks = await later.reconciliation.run(new Date(Date.now() - 3_600_000));
    expect(breaks).toMatchObject([{ kind: 'order-behind', mended: false }]);
    await engine().completer.round();
    expect((await here.shop.order(poisoned!)).status).toBe('CONFIRMED');
    vi.restoreAllMocks();
  });
});
