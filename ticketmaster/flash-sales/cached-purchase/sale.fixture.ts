// The sale over the servers of the drawing, in schemas of its own.
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll } from 'vitest';
import { layersNamed } from './layers.ts';
import { type OpenParts, openSale } from './open.ts';
import { topologyForTest } from './topology/topology.fixture.ts';
import type { Topology } from './topology/topology.ts';

export const LOCK_MS = 300;

/** Once for a file of tests. */
export function underTest() {
  const schema = unique('cached');
  let topology: Topology;
  beforeAll(async () => {
    topology = await topologyForTest();
  });
  afterAll(() => topology?.close());
  return {
    schema,
    topology: () => topology,
    /** With these of the four layers. */
    open: (layers = '1234', parts: Partial<OpenParts> = {}) =>
      openSale({
        ...{ postgresUrls: topology.postgresUrls, sentinels: topology.sentinels, schema, lockMs: LOCK_MS },
        ...{ layers: layersNamed(layers, true), ...parts },
      }),
  };
}
