/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/locking/technology';
import { openSharded } from './open.ts';

export const technologies: Technology[] = [
  {
    name: 'Two PostgreSQL nodes',
    open: urls => openSharded({ router: urls.PG_URL!, north: urls.PG_URL_2!, south: urls.PG_URL_3! }),
    ways: [{ way: 'routed', when: 'one database is too small, and each order stays in one event' }, { way: 'fdw' }],
  },
];
