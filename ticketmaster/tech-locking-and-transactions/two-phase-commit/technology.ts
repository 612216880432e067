/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/locking/technology';
import { openTwoPhase } from './open.ts';

export const technologies: Technology[] = [
  {
    name: 'Two-phase commit',
    open: urls => openTwoPhase({ seats: urls.PG_URL!, payments: urls.PG_URL_2! }),
    ways: [{ way: 'two-phase-commit', when: 'all parties can prepare, and may block for a coordinator' }],
  },
];
