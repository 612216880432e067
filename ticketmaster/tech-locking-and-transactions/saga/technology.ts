/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/locking/technology';
import { openSaga } from './open.ts';

export const technologies: Technology[] = [
  {
    name: 'Saga',
    open: urls => openSaga({ seats: urls.PG_URL!, payments: urls.PG_URL_2! }),
    ways: [{ way: 'saga', when: 'the parties are services with interfaces of their own' }],
  },
];
