import { programs } from '@ticketmaster/replicated-servers/programs.fixture';
import { openTopology, type TopologyOptions } from './topology.ts';

export const topologyForTest = (options: Partial<TopologyOptions> = {}) => openTopology({ ...programs(), ...options });
