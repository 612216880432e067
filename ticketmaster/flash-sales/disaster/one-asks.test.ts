// Of one process, one purchase asks Redis for a key at a time. Here Redis is a promise.
import type { Lock } from '@ticketmaster/locking-redlock/lock';
import { expect, it } from 'vitest';
import { oneAsks } from './one-asks.ts';

const KEY = ['purchase:item_123'];
const held = (yes = () => true): Lock => ({ held: yes, release: async () => {} });

it('asks once, however many want the key, and again when the first has released it', async () => {
  let asked = 0;
  const locks = oneAsks(async () => {
    asked++;
    return held();
  });
  const all = await Promise.all([locks(KEY), locks(KEY), locks(KEY)]);
  expect(all.map(Boolean)).toEqual([true, false, false]);
  expect(await locks(KEY)).toBe(undefined);
  expect(asked).toBe(1);
  await all[0]!.release();
  expect(await locks(KEY)).toBeDefined();
});

it('keeps nobody waiting who wants another key', async () => {
  const locks = oneAsks(async () => held());
  expect(await locks(KEY)).toBeDefined();
  expect(await locks(['purchase:item_124'])).toBeDefined();
});

it('asks again after Redis has said no', async () => {
  const answers = [undefined, held()];
  const locks = oneAsks(async () => answers.shift());
  expect(await locks(KEY)).toBe(undefined);
  expect(await locks(KEY)).toBeDefined();
});

it('asks again after Redis was away', async () => {
  let isAway = true;
  const locks = oneAsks(async () => {
    if (isAway) throw new Error('Redis is away');
    return held();
  });
  await expect(locks(KEY)).rejects.toThrow('Redis is away');
  isAway = false;
  expect(await locks(KEY)).toBeDefined();
});

it('has the lock of who came next stay, when one that was too slow releases its own', async () => {
  let isLate = false;
  const answers = [held(() => !isLate), held()];
  const locks = oneAsks(async () => answers.shift());
  const slow = await locks(KEY);
  isLate = true;
  expect(await locks(KEY)).toBeDefined();
  await slow!.release();
  expect(await locks(KEY)).toBe(undefined);
});
