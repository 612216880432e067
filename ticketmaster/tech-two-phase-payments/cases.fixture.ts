import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openShop, openStandIn, type Shop, type StandIn, wish } from './payments.fixture.ts';
import type { TwoPhasePayments } from './payments.ts';

export const GOOD = 'pm_card_visa';
export const HOLD_MS = 60_000;

/** A shop and a stand-in for one file of cases, and a clock that a case may move. Call it once, at the top of the file. */
export function cases() {
  const here = {} as { standIn: StandIn; shop: Shop; eventId: string; aheadMs: number };
  const now = () => new Date(Date.now() + here.aheadMs);
  const engine = (parts = {}) => here.shop.engine({ now, holdMs: HOLD_MS, ...parts });
  beforeAll(async () => {
    here.aheadMs = 0;
    here.standIn = await openStandIn();
    here.shop = await openShop(here.standIn);
  });
  afterEach(async () => {
    here.aheadMs = 0;
    await here.standIn.control('faults', { rate: 0 });
  });
  afterAll(async () => {
    await here.shop.close();
    await here.standIn.close();
  });

  return {
    here,
    engine,
    /** An order of Ada's for the first seats of a new event. */
    async placed({ sale }: TwoPhasePayments, seats = 2, fault: string | null = null, more = {}): Promise<string> {
      here.eventId = await here.shop.event();
      const orderId = crypto.randomUUID();
      await sale.place(orderId, wish(here.eventId, seats, more), fault);
      return orderId;
    },
    /** Bob wants seats of the same event. */
    rival: (seatIds: string[]) =>
      engine().sale.place(
        crypto.randomUUID(),
        { eventId: here.eventId, userId: 'bob', seatIds, acceptFewer: false },
        null,
      ),
    seats: async () => (await engine().inventory.seats(here.shop.db, here.eventId)).map(({ status }) => status),
    clean: async () => expect(await here.shop.findings(here.eventId)).toEqual([]),
  };
}

/** Thrown where a server is killed. */
export const never = () => {
  throw new Error('killed');
};
