// The three traps of versions in keys, and the races between a change and a load: each with the bug that falls for it.
import { atMost } from '@ticketmaster/limits/at-most';
import { describe, expect, it } from 'vitest';
import type { Tier2 } from './tier2.ts';
import { tieredCache } from './tiered-cache.ts';
import { memoryTier } from './tiers.fixture.ts';
import { type View, versionedCache } from './versioned.ts';

/** A source that is changed by hand, and whose next load can be held up before or after it has looked. */
function source() {
  let version = 1;
  const gates: Record<'version' | 'load', PromiseWithResolvers<void> | undefined> = {
    version: undefined,
    load: undefined,
  };
  const passed = async <T>(gate: keyof typeof gates, value: T): Promise<T> => {
    const held = gates[gate];
    gates[gate] = undefined;
    await held?.promise;
    return value;
  };
  const view: View<string> = { name: 'availability', load: async () => passed('load', `as of ${version}`) };
  return {
    view,
    versionOf: () => passed('version', version),
    sell: () => ++version,
    version: () => version,
    /** The next answer of that kind is on its way for as long as the test says. */
    hold(gate: keyof typeof gates) {
      const held = Promise.withResolvers<void>();
      gates[gate] = held;
      return held.resolve;
    },
  };
}

interface World {
  now: () => number;
  pointers: Tier2<number>;
  values: Tier2<string>;
}

function world() {
  const clock = { now: 1 };
  const now = () => clock.now;
  return { clock, now, pointers: newestStays(memoryTier<number>(now)), values: memoryTier<string>(now) };
}

/** What redisTier does with `newer`, in memory. */
function newestStays(tier: Tier2<number>): Tier2<number> {
  return {
    ...tier,
    async fill(key, entry) {
      const there = await tier.get(key);
      if (typeof there !== 'object' || (there.value ?? 0) <= (entry.value ?? 0)) await tier.fill(key, entry);
    },
  };
}

/** One process. */
function process({ now, pointers, values }: World, from: ReturnType<typeof source>, tier1Ms = 250) {
  const more = { now, jitter: 0, random: () => 0 };
  const versions = tieredCache<number>({ ...more, tier2: pointers, tier1Ms, newest: Math.max });
  const texts = tieredCache<string>({ ...more, tier2: values, tier1Ms: tier1Ms && 5_000 });
  const cache = versionedCache<string>({ versions, values: texts, versionOf: async () => from.versionOf() });
  return { ...cache, read: async () => (await cache.read(from.view, 'E1', 'ada'))!.value, versions, texts };
}

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

describe('experiment 11: a sale between reading the version and putting it into tier 2', () => {
  /** For how long after the sale, of which everybody was told, anybody is served what was before it. */
  async function wrongFor(make: () => World & { clock: { now: number } }): Promise<number> {
    const here = make();
    const from = source();
    await process(here, from).read();
    await here.pointers.giveUp('version:E1'); // Redis was full, and the pointer had to go
    const goOn = from.hold('version');
    const slow = process(here, from);
    const reading = slow.read(); // has read version 1, and is paused before it says so
    await settled();
    const version = from.sell();
    const told = { value: version, readAt: here.now(), expiresAt: here.now() + 5_000, loadMs: 0 };
    await here.pointers.fill('version:E1', told); // what the relay does
    slow.changed('E1', version, here.now());
    goOn();
    await reading;
    let wrong = 0;
    const other = process(here, from);
    for (here.clock.now = 10; here.clock.now < 9_000; here.clock.now += 50)
      for (const { read } of [slow, other]) if ((await read()) !== 'as of 2') wrong = here.clock.now;
    return wrong;
  }

  it('does no harm: the older version does not replace the newer', async () => {
    expect(await wrongFor(world)).toBe(0);
  });

  it('the planted bug, a fill without version check, takes the sale back for the life of the entry', async () => {
    const blind = () => {
      const here = world();
      return { ...here, pointers: memoryTier<number>(here.now) };
    };
    expect(await wrongFor(blind)).toBeGreaterThan(4_000);
  });

  it('the planted bug, no version in the key and a delete, keeps the old value until it ends', async () => {
    const here = world();
    const from = source();
    const cache = tieredCache<string>({ tier2: here.values, now: here.now, jitter: 0, random: () => 0 });
    const read = async () => (await cache.get('availability:E1', () => from.view.load('E1'))).value;
    const goOn = from.hold('load');
    const reading = read();
    await settled();
    from.sell();
    await here.values.giveUp('availability:E1'); // the invalidation comes before the fill
    cache.clear();
    goOn();
    await reading;
    let wrong = 0;
    for (here.clock.now = 300; here.clock.now < 9_000; here.clock.now += 100)
      if ((await read()) !== 'as of 2') wrong = here.clock.now;
    expect(wrong).toBeGreaterThan(4_500);
  });
});

describe('experiment 20: keys without a version, deleted', () => {
  async function wrongFor(deleteFirst: boolean): Promise<number> {
    const here = world();
    const from = source();
    const cache = tieredCache<string>({ tier2: here.values, tier1Ms: 0, now: here.now, jitter: 0, random: () => 0 });
    const read = async () => (await cache.get('availability:E1', () => from.view.load('E1'))).value;
    await read();
    if (!deleteFirst) from.sell();
    await here.values.giveUp('availability:E1');
    if (deleteFirst) await read(); // a reader comes between the delete and the commit
    if (deleteFirst) from.sell();
    let wrong = 0;
    for (here.clock.now = 100; here.clock.now < 9_000; here.clock.now += 100)
      if ((await read()) !== 'as of 2') wrong = here.clock.now;
    return wrong;
  }

  it('before the commit: the old value is back and stays for its life', async () => {
    expect(await wrongFor(true)).toBeGreaterThan(4_500);
  });

  it('after the commit: it is gone', async () => {
    expect(await wrongFor(false)).toBe(0);
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

const settled = () => new Promise(resolve => setTimeout(resolve, 5));
