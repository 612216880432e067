/** What the family's comparison runs of this lesson. */
import { safe, type Technology } from '@ticketmaster/locking/technology';
import { openPostgres } from './open.ts';

export const technologies: Technology[] = [
  {
    name: 'PostgreSQL',
    open: urls => openPostgres(urls.PG_URL!),
    ways: [
      { way: 'pessimistic', when: 'buyers often want the same seat' },
      ...safe('nowait'),
      { way: 'skip-locked', when: 'any free seat will do' },
      { way: 'optimistic', when: 'buyers rarely want the same seat, or think between reading and writing' },
      ...safe('repeatable-read'),
      { way: 'serializable', when: 'the rule spans rows that no lock covers' },
      { way: 'single-statement', when: 'one statement can say all of it' },
      { way: 'unsafe', unsafe: true },
    ],
  },
];
