import { afterEach, expect } from 'vitest';
import { shopForTests, wish } from './payments.fixture.ts';
import type { TwoPhasePayments } from './payments.ts';

export const GOOD = 'pm_card_visa';
export const HOLD_MS = 60_000;

/** A shop and a stand-in for one file of cases, and a clock that a case may move. Call it once, at the top of the file. */
export function cases() {
  const here = Object.assign(shopForTests(), { eventId: '', aheadMs: 0 });
  const now = () => new Date(Date.now() + here.aheadMs);
  const engine = (parts = {}) => here.shop.engine({ now, holdMs: HOLD_MS, ...parts });
  afterEach(async () => {
    here.aheadMs = 0;
    await here.standIn.control('faults', { rate: 0 });
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
