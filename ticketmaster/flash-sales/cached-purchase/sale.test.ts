import { describeSale } from '@ticketmaster/flash-sales/conformance';
import { LOCK_MS, underTest } from './sale.fixture.ts';

const sale = underTest();
const under = (layers: string) => ({ lockMs: LOCK_MS, takesMoney: false, open: () => sale.open(layers) });

describeSale('all four layers', under('1234'));
describeSale('row lock, version and cache', under('234'), {
  onlyTheOwnerReleases: 'there is no lock: the row makes others wait',
});
describeSale('version alone', under('3'), { onlyTheOwnerReleases: 'there is no lock' });
