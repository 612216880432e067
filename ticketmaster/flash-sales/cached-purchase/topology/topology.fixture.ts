import { env } from '@ticketmaster/common/env';
import { openTopology, type TopologyOptions } from './topology.ts';

/** Where scripts/programs.ts found the programs. */
export const programs = () => ({
  postgresBin: env.text('POSTGRES_BIN'),
  postgresAs: env.text('POSTGRES_AS', '').split(' ').filter(Boolean),
  redisServer: env.text('REDIS_PATH'),
});

export const topologyForTest = (options: Partial<TopologyOptions> = {}) => openTopology({ ...programs(), ...options });
