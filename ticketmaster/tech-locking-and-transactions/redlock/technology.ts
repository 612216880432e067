/** What the family's comparison runs of this lesson. */
import { safe, type Technology } from '@ticketmaster/locking/technology';
import { usualTimes } from './box-office.ts';
import { openRedlock } from './open.ts';

const fiveOf = (urls: Record<string, string>) => ['', '_2', '_3', '_4', '_5'].map(nth => urls[`REDIS_URL${nth}`]!);

export const technologies: Technology[] = [
  {
    name: 'Lock in Redis',
    open: urls =>
      openRedlock({ seatsUrl: urls.PG_URL!, paymentsUrl: urls.PG_URL_2!, redisUrls: fiveOf(urls) }, usualTimes),
    ways: [
      { way: 'one-redis', when: 'a lock saves work, and the storage checks a fencing token' },
      ...safe('redlock'),
      { way: 'unfenced', unsafe: true },
    ],
  },
];
