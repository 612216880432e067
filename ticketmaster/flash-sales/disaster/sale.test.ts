import { describeSale } from '@ticketmaster/flash-sales/conformance';
import { LOCK_MS, underTest } from './sale.fixture.ts';
import { wirings } from './wirings.ts';

const sale = underTest();
const under = (wiring: keyof typeof wirings) => ({
  ...{ lockMs: LOCK_MS, takesMoney: true },
  open: () => sale.open({ wiring: wirings[wiring] }),
});

describeSale('protected', under('protected'));
