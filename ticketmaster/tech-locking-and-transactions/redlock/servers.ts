import type { env as Env } from '@ticketmaster/common/env';

export interface Servers {
  seatsUrl: string;
  paymentsUrl: string;
  /** Independent of each other, an odd number. The first is also the one Redis of the ways that need only one. */
  redisUrls: string[];
}

/** The servers that run.sh and test.sh name. */
export const serversFrom = (env: typeof Env): Servers => ({
  seatsUrl: env.text('PG_URL'),
  paymentsUrl: env.text('PG_URL_2'),
  redisUrls: ['REDIS_URL', 'REDIS_URL_2', 'REDIS_URL_3', 'REDIS_URL_4', 'REDIS_URL_5'].map(name => env.text(name)),
});
