// The sale over the servers of the drawing, in schemas of its own.
import { ask } from '@ticketmaster/replicated-servers/postgres';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect } from 'vitest';
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
    /** Resolves when the replica has a product that was put on sale a moment ago. */
    arrived: (productId: string) =>
      eventually(async () => {
        const there = `select from ${schema}.product where product_id = '${productId}'`;
        expect(await ask(topology.postgresUrls[1], there)).toHaveLength(1);
      }),
    /** With these of the four layers. */
    open: (layers = '1234', parts: Partial<OpenParts> = {}) =>
      openSale({
        ...{ postgresUrls: topology.postgresUrls, sentinels: topology.sentinels, schema, lockMs: LOCK_MS },
        ...{ layers: layersNamed(layers, true), ...parts },
      }),
  };
}
