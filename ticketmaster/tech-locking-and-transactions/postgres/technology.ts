/** What the family's comparison runs of this lesson. */
import { safe, type Technology } from '@ticketmaster/locking/technology';
import { postgresBoxOffice } from './box-office.ts';

export const technologies: Technology[] = [
  {
    name: 'PostgreSQL',
    open: urls => postgresBoxOffice(urls.PG_URL!),
    ways: [
      ...safe(
        'pessimistic',
        'nowait',
        'skip-locked',
        'optimistic',
        'repeatable-read',
        'serializable',
        'single-statement',
      ),
      { way: 'unsafe', unsafe: true },
    ],
  },
];
