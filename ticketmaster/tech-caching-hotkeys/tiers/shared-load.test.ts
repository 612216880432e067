// The lease in tier 2: whoever has it asks the source, all others wait for what it puts there. Tier 2 is in memory: no server is in the way.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sharedLoad } from './shared-load.ts';
import { memoryTier } from './tiers.fixture.ts';

const LEASE_MS = 5_000;

/** Two processes over one tier 2. */
function two() {
  const tier2 = memoryTier<string>(Date.now, LEASE_MS);
  const process = () => sharedLoad<string>({ tier2, leaseMs: LEASE_MS });
  return [process(), process()] as const;
}

/** What is answered within a second, which is much less than a lease lasts. */
const soon = (answer: Promise<unknown>) => Promise.race([answer, sleep(1_000, 'still waiting')]);

it('gives those who wait what another process has loaded', async () => {
  const [one, other] = two();
  const gate = Promise.withResolvers<string>();
  const loading = one({ tier2Key: 'seats', load: () => gate.promise });
  await sleep(5);
  const waiting = other({ tier2Key: 'seats', load: async () => 'loaded twice' });
  await sleep(30);
  gate.resolve('A');
  expect(await loading).toMatchObject({ value: 'A', from: 'db' });
  expect(await waiting).toMatchObject({ value: 'A', from: 'l2' });
});

it('lets the next one try at once after a load that failed', async () => {
  const [one, other] = two();
  const failing = one({ tier2Key: 'seats', load: () => Promise.reject(new Error('the database is away')) });
  await expect(failing).rejects.toThrow('away');
  expect(await soon(other({ tier2Key: 'seats', load: async () => 'A' }))).toMatchObject({ value: 'A', from: 'db' });
});
