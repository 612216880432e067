// The traps of versions in keys, each with the bug that falls for it. The third, ages that add up, is in age.test.ts.
import { atMost } from '@ticketmaster/limits/at-most';
import { describe, expect, it } from 'vitest';
import { tieredCache } from './tiered-cache.ts';
import { process, settled, source, type World, world } from './versioned.fixture.ts';
import { versionedCache } from './versioned.ts';

describe('trap 1: the pointer to the version is itself the hot key', () => {
  /** How often tier 2 is asked for the pointer by a thousand reads in a second. */
  async function asked(tier1Ms: number): Promise<number> {
    const here = world();
    let gets = 0;
    const pointers = {
      ...here.pointers,
      get(key: string) {
        gets++;
        return here.pointers.get(key);
      },
    };
    const { read } = process({ ...here, pointers }, source(), tier1Ms);
    for (; here.clock.now <= 1_000; here.clock.now++) await read();
    return gets;
  }

  it('in tier 1 it is asked for four times a second, by each process', async () => {
    expect(await asked(250)).toBeLessThanOrEqual(4);
  });

  it('the planted bug, no tier 1 for it, sends each read there', async () => {
    expect(await asked(0)).toBe(1_000);
  });
});

describe('trap 2: a value is labelled with the version that was read before its load', () => {
  /** A seat is sold between the two reads of a miss. Is the old value served under the new version afterwards, and for how long? */
  async function wrongFor(
    read: (here: World, from: ReturnType<typeof source>) => () => Promise<string>,
  ): Promise<number> {
    const here = world();
    const from = source();
    const reader = read(here, from);
    const goOn = from.hold('load');
    const first = reader();
    await settled();
    from.sell();
    goOn();
    await first;
    let wrong = 0;
    for (here.clock.now = 300; here.clock.now < 9_000; here.clock.now += 100)
      if ((await reader()) !== 'as of 2') wrong = here.clock.now;
    return wrong;
  }

  it('so what is old is old by name, and is not asked for again', async () => {
    expect(await wrongFor((here, from) => process(here, from).read)).toBeLessThanOrEqual(5_001); // until the pointer ends: nobody told
    const told = (here: World, from: ReturnType<typeof source>) => {
      const { read, changed } = process(here, from);
      return () => {
        changed('E1', from.version(), here.now());
        return read();
      };
    };
    expect(await wrongFor(told)).toBe(0);
  });

  it('the planted bug, the version read after the load, serves the old value as the new one, also to those who were told', async () => {
    const readAfter = (here: World, from: ReturnType<typeof source>) => async () => {
      const version = from.version();
      const there = await here.values.get(`availability:E1:${version}:0`);
      if (typeof there === 'object') return there.value!;
      const value = (await from.view.load('E1'))!;
      const label = `availability:E1:${await from.versionOf()}:0`;
      await here.values.fill(label, { value, readAt: here.now(), expiresAt: here.now() + 5_000, loadMs: 0 });
      return value;
    };
    expect(await wrongFor(readAfter)).toBeGreaterThan(4_500);
  });
});

it('an event that was not there is there as soon as its first version is told', async () => {
  const here = world();
  const versions = tieredCache<number>({ now: here.now, newest: Math.max, tier2: here.pointers });
  const values = tieredCache<string>({ now: here.now, tier2: here.values });
  let there = false;
  const cache = versionedCache<string>({ versions, values, versionOf: async () => (there ? 1 : undefined) });
  const view = { name: 'event', load: async () => 'A show' };
  expect(await cache.read(view, 'E1', 'ada')).toBeUndefined();
  there = true;
  expect(await cache.read(view, 'E1', 'ada')).toBeUndefined(); // for a second
  cache.changed('E1', 1, here.now());
  expect(await cache.read(view, 'E1', 'ada')).toMatchObject({ value: 'A show', version: 1 });
});

it.each([
  [1, 'one key'],
  [3, 'three chosen shards'],
  [16, 'sixteen blind shards'],
])('a change costs a load for each shard: %i for %s, and no delete', async (count, _name) => {
  const here = world();
  const from = source();
  let deletes = 0;
  const values = {
    ...here.values,
    giveUp(key: string) {
      deletes++;
      return here.values.giveUp(key);
    },
  };
  const texts = tieredCache<string>({ tier1Ms: 0, now: here.now, tier2: values });
  const versions = tieredCache<number>({ now: here.now, newest: Math.max, tier2: here.pointers });
  const shards = (_id: string, key: string) => Array.from({ length: count }, (_, n) => `${key}:${n}`);
  const cache = versionedCache<string>({ versions, values: texts, versionOf: async () => from.versionOf(), shards });
  const allRead = async () => {
    for (let user = 0; user < 500; user++) await cache.read(from.view, 'E1', `user-${user}`);
  };
  await allRead();
  const before = texts.counts.loads;
  cache.changed('E1', from.sell(), here.now());
  await allRead();
  expect([before, texts.counts.loads - before, deletes]).toEqual([count, count, 0]);
});

it('says how new an answer is: as its pointer says, or as its load', async () => {
  const here = world();
  const from = source();
  const { read: _, versions, texts } = process(here, from);
  const cache = versionedCache<string>({ versions, values: texts, versionOf: async () => 1 });
  expect(await cache.read(from.view, 'E1', 'ada')).toMatchObject({ from: 'db', readAt: 1, version: 1 });
  here.clock.now = 2_000;
  cache.changed('E1', 1, 1_900); // nothing new, but known to be so
  expect(await cache.read(from.view, 'E1', 'ada')).toMatchObject({ from: 'l1', readAt: 1_900 });
});

it('asks the source within the bound that both caches share', async () => {
  let most = 0;
  let atOnce = 0;
  const work = async <T>(value: T) => {
    most = Math.max(most, ++atOnce);
    await settled();
    atOnce--;
    return value;
  };
  const toSource = atMost({ inFlight: 3, waiting: 100, full: () => new Error('full') });
  const versions = tieredCache<number>({ toSource, newest: Math.max });
  const values = tieredCache<string>({ toSource });
  const cache = versionedCache<string>({ versions, values, versionOf: () => work(1) });
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => cache.read({ name: 'event', load: () => work('A') }, `E${n}`, 'ada')),
  );
  expect(most).toBe(3);
});
