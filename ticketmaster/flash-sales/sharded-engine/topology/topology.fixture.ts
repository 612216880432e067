// Servers of its own for a file of tests.
import { env } from '@ticketmaster/common/env';
import { openTopology, type Topology } from './topology.ts';

export const topologyWith = (synchronous: boolean): Promise<Topology> =>
  openTopology({ postgres: env.text('POSTGRES_BIN'), redis: env.text('REDIS_PATH'), synchronous });
