import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { type Options, tieredCache } from './tiered-cache.ts';
import { openCluster } from './tiers.fixture.ts';

const { texts, close } = await openCluster();
afterAll(close);

type Get = (key: string, load: () => Promise<string>) => Promise<{ value: string | undefined }>;

const READERS = 10_000;
let nth = 0;

/** How often the source is asked by so many readers of a key that no tier has, spread over these processes. */
async function loadsOf(processes: Get[], loadMs: number): Promise<number> {
  const key = `cold-${nth++}`;
  let loads = 0;
  const load = async () => {
    loads++;
    await sleep(loadMs);
    return 'A';
  };
  const answers = Array.from({ length: READERS }, (_, n) => processes[n % processes.length]!(key, load));
  expect(new Set((await Promise.all(answers)).map(({ value }) => value))).toEqual(new Set(['A']));
  return loads;
}

const four = (more: Partial<Options<string>> = {}): Get[] =>
  Array.from({ length: 4 }, () => tieredCache<string>(more).get);

describe('experiments 1 and 2: ten thousand readers of a cold key in four processes', () => {
  it.each([50, 200])('ask the source once, however slow it is (%i ms)', async loadMs => {
    expect(await loadsOf(four({ tier2: texts() }), loadMs)).toBe(1);
  });

  it.each([50, 200])('without a lease in tier 2 ask once from each process (%i ms)', async loadMs => {
    expect(await loadsOf(four(), loadMs)).toBe(4);
  });

  it('wait for a process that has died with the lease until that ends, and then one of them asks', async () => {
    const dead = texts({ leaseMs: 300 });
    expect(await dead.lease(`cold-${nth}`)).toBe('yours');
    expect(await loadsOf(four({ tier2: texts(), leaseMs: 20_000 }), 50)).toBe(1);
  });

  it('the planted bug, no single flight, lets all of them through', async () => {
    const stampede = (): Get => {
      const there = new Map<string, { value: string }>();
      return async (key, load) => {
        if (!there.has(key)) there.set(key, { value: await load() });
        return there.get(key)!;
      };
    };
    expect(await loadsOf([stampede(), stampede(), stampede(), stampede()], 50)).toBe(READERS);
  });

  it('and once more in each life of the entry', async () => {
    const caches = four({ tier2: texts(), ttlMs: 300, jitter: 0, tier1Ms: 50, random: () => 0 });
    let loads = 0;
    const load = async () => `${++loads}`;
    const began = performance.now();
    while (performance.now() < began + 1_000) await Promise.all(caches.map(get => get('lives', load)));
    expect(loads).toBeGreaterThanOrEqual(2);
    expect(loads).toBeLessThanOrEqual(Math.ceil((performance.now() - began) / 300) + 1);
  });
});
