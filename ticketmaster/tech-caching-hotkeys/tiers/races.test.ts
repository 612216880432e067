// Races between a change and a load: each with the bug that loses it.
import { describe, expect, it } from 'vitest';
import { tieredCache } from './tiered-cache.ts';
import { memoryTier } from './tiers.fixture.ts';
import { process, settled, source, type World, world } from './versioned.fixture.ts';

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
