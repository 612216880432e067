// Servers of its own for a file of tests.
import { programs } from '@ticketmaster/replicated-servers/programs.fixture';
import { openTopology, type Topology } from './topology.ts';

export const topologyWith = (synchronous: boolean): Promise<Topology> => openTopology({ ...programs(), synchronous });
