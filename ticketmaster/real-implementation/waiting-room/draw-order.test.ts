import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { commitmentOf, drawOrder, entryOf, listHashOf } from './draw-order.ts';

const seedOf = (n: number) => createHash('sha256').update(`seed ${n}`).digest();
const arrivals = (count: number) => Array.from({ length: count }, (_, i) => entryOf('E1', `visitor-${i}`));

it('is what its comment says, so that anybody can do it again with other means', async () => {
  // printf 'E1 ada' | sha256sum; openssl dgst -sha256 -mac HMAC -macopt hexkey:$SEED
  expect(entryOf('E1', 'ada')).toBe('5b0c7761c03ef8083bafc9571dfa6eb5bff384dfaccc0644c5aeb055147fde67');
  const seed = Buffer.alloc(32, 7);
  expect(commitmentOf(seed)).toBe('4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0');
  const entries = ['ada', 'bob', 'cyd', 'dan'].map(id => entryOf('E1', id));
  expect(listHashOf(entries)).toBe('1a7ec6a1636f2b8d2fda59a982d5abbb83bacf2bada9246ecd72d00ab805e9c4');
  expect(await drawOrder(seed, entries)).toEqual([3, 1, 2, 0]);
});

it('depends on who entered, and not on who came first', async () => {
  const entries = arrivals(500);
  const order = async (all: string[]) => (await drawOrder(seedOf(1), all)).map(i => all[i]);
  const drawn = await order(entries);
  expect(await order(entries.toReversed())).toEqual(drawn);
  const without = drawn.filter(entry => entry !== entries[499]);
  expect(await order(entries.slice(0, 499))).not.toEqual(without); // one less, and all have other places
});

type Order = (seed: Buffer, entries: string[]) => Promise<number[]> | number[];

/** Chi-square of how often each arrival had each place, over so many fixed seeds; (n - 1)² degrees of freedom. */
async function chiSquare(order: Order, n = 8, seeds = 2_000): Promise<number> {
  const entries = arrivals(n);
  const counts = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let s = 0; s < seeds; s++)
    for (const [place, who] of (await order(seedOf(s), entries)).entries()) counts[who]![place]!++;
  return counts.flat().reduce((sum, count) => sum + (count - seeds / n) ** 2 / (seeds / n), 0);
}

/** Spearman's correlation of arrival and place: its mean, in standard errors, over so many fixed seeds. */
async function advantageOfTheEarly(order: Order, n = 100, seeds = 60): Promise<number> {
  const entries = arrivals(n);
  let sum = 0;
  for (let s = 0; s < seeds; s++) {
    const squares = [...(await order(seedOf(s), entries)).entries()].reduce(
      (all, [place, who]) => all + (place - who) ** 2,
      0,
    );
    sum += 1 - (6 * squares) / (n * (n ** 2 - 1));
  }
  return (sum / seeds) * Math.sqrt((n - 1) * seeds);
}

/** As it would be if one in twenty draws left the first to come where they are. */
const biased: Order = async (seed, entries) => {
  const order = await drawOrder(seed, entries);
  return seed[0]! % 20 === 0 ? [0, ...order.filter(i => i !== 0)] : order;
};
/** As it would be if each tenth pair were drawn by arrival. */
const kindToTheEarly: Order = async (seed, entries) => {
  const rank = new Map((await drawOrder(seed, entries)).map((who, place) => [who, place]));
  return [...entries.keys()].sort((a, b) => rank.get(a)! + a / 10 - (rank.get(b)! + b / 10));
};

it('gives everybody each place equally often', async () => {
  const limit = 85.4; // 49 degrees of freedom: a fair draw is above it once in a thousand
  expect(await chiSquare(drawOrder)).toBeLessThan(limit);
  expect(await chiSquare(biased)).toBeGreaterThan(limit);
});

it('gives no advantage to who comes early', async () => {
  expect(Math.abs(await advantageOfTheEarly(drawOrder))).toBeLessThan(3.3);
  expect(await advantageOfTheEarly(kindToTheEarly)).toBeGreaterThan(3.3);
});
