import { describeSale } from '@ticketmaster/flash-sales/conformance';
import { expect, it } from 'vitest';
import { LOCK_MS, underTest } from './sale.fixture.ts';
import { seatName } from './tickets.ts';
import { type WiringName, wirings } from './wirings.ts';

const sale = underTest();
const under = (wiring: WiringName) => ({
  ...{ lockMs: LOCK_MS, takesMoney: false, unit: (nth: number) => seatName(nth + 1) },
  open: () => sale.openForPromises({ wiring: wirings[wiring] }),
});
describeSale('protected', under('protected'));

it('refuses a seat that the event does not have, and an event that nobody put on sale', async () => {
  const one = await sale.openForPromises();
  const purchase = { key: 'k', itemId: 'nowhere', userId: 'ada', quantity: 1, paymentMethod: '', unit: seatName(1) };
  expect(await one.purchase(purchase)).toEqual({ status: 'REFUSED', reason: 'NO_SUCH_ITEM' });
  await one.putOnSale({ itemId: 'small', units: 2, priceCents: 0 });
  for (const unit of [seatName(3), 'B-0001', 'A-0000'])
    expect(await one.purchase({ ...purchase, itemId: 'small', unit })).toMatchObject({ reason: 'NO_SUCH_ITEM' });
  await one.close();
});
