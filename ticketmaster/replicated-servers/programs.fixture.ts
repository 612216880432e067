import { env } from '@ticketmaster/common/env';
import type { Programs } from './servers.ts';

/** Where scripts/programs.ts found them. */
export const programs = (): Programs => ({
  postgresBin: env.text('POSTGRES_BIN'),
  postgresAs: env.text('POSTGRES_AS', '').split(' ').filter(Boolean),
  redisServer: env.text('REDIS_PATH'),
});
