import { expect, it } from 'vitest';
import { type Counts, noCounts } from '../../../ticketmaster/tech-caching-hotkeys/tiers/counts.ts';
import { busiestOf, type Look, lookIn, spentOn } from './looks.ts';

const counts = (some: Partial<Counts>): Counts => ({ ...noCounts(), ...some });
const look = (atMs: number, servers: Look['servers'], commands: number[]): Look => ({
  ...{ atMs, servers },
  nodes: commands.map((count, n) => ({ node: `node ${n}`, commands: count, gets: count / 2 })),
});

const before = look(
  1_000,
  [
    { redis: { versions: counts({ l2: 5, loads: 1 }), values: counts({ l2: 6 }) } },
    { redis: { versions: counts({}), values: counts({ db: 1, loads: 1 }) } },
  ],
  [100, 100, 100],
);
const after = look(
  3_000,
  [
    { redis: { versions: counts({ l2: 25, loads: 1 }), values: counts({ l2: 36, coalesced: 20 }) } },
    { redis: { versions: counts({ l1: 40, loads: 6 }), values: counts({ db: 11, loads: 12, failed: 1 }) } },
  ],
  [400, 200, 200],
);

it('tells what was spent between two looks, over both servers, pointers and values, a second', () => {
  const { queries, failed, commands, busiest, nodes } = spentOn('redis', before, after);
  expect({ queries, failed, commands, busiest }).toEqual({ queries: 8.5, failed: 1, commands: 250, busiest: 0.6 });
  expect(nodes[0]).toEqual({ node: 'node 0', commands: 300, gets: 150 });
});

it('tells the share of each tier in all look-ups', () => {
  expect(spentOn('redis', before, after).hits).toEqual({ l1: 0.4, l2: 0.5, db: 0.1, stale: 0, coalesced: 0.2 });
});

it('knows that a way without tiers reads the database alone', () => {
  const none = (loads: number) => [{ none: { versions: counts({}), values: counts({ loads }) } }];
  const { hits, queries } = spentOn('none', look(0, none(4), [1]), look(500, none(104), [2]));
  expect(hits).toMatchObject({ db: 1, l1: 0, l2: 0 });
  expect(queries).toBe(200);
});

it('refuses to compare looks at different masters, and an answer that tells no counts', () => {
  const other = { ...before, nodes: before.nodes.slice(1) };
  expect(() => spentOn('redis', other, after)).toThrow('node 0 has become a master');
  expect(() => lookIn({ title: 'for the operator' })).toThrow('for the operator');
});

it('finds the busiest, and no share of nothing', () => {
  expect(busiestOf([1, 6, 3])).toBe(0.6);
  expect(busiestOf([0, 0])).toBeNaN();
});
