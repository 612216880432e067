/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/locking/technology';
import { openDurable } from './open.ts';

export const technologies: Technology[] = [
  {
    name: 'Durable execution',
    open: urls => openDurable({ seats: urls.PG_URL!, provider: '' }),
    ways: [{ way: 'dbos', when: 'the saga shall live on an engine that others have written' }],
  },
];
