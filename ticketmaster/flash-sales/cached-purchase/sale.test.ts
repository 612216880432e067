import { describeSale } from '@ticketmaster/flash-sales/conformance';
import { LOCK_MS, underTest } from './sale.fixture.ts';

const sale = underTest();
const under = (layers: string) => ({ lockMs: LOCK_MS, takesMoney: false, open: () => sale.open(layers) });

/** The check sells by names of units where no money is taken: its last purchase but one is refused only where it names a unit that is gone. */
const unitsAreAlike = { lockAlwaysReleased: 'its units are alike; sale-locks.test.ts checks it for such' };

describeSale('all four layers', under('1234'), unitsAreAlike);
describeSale('row lock, version and cache', under('234'), {
  ...unitsAreAlike,
  onlyTheOwnerReleases: 'there is no lock: the row makes others wait',
});
describeSale('version alone', under('3'), { ...unitsAreAlike, onlyTheOwnerReleases: 'there is no lock' });
