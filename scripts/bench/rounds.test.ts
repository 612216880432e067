import { expect, it } from 'vitest';
import type { Target } from './bench.ts';
import { doubts, measureRounds, type Round, restless } from './rounds.ts';

const round = (speed: number, busy = 0): Round => ({
  samples: { bare: { perSecond: speed, generatorBusy: busy } },
  loadBefore: 0,
});

/** Targets that answer the speeds they are given, and write down who was asked. */
function script(speeds: Record<string, number[]>) {
  const asked: string[] = [];
  const targets = Object.entries(speeds).map(
    ([name, left]): Target => ({
      name,
      async measure() {
        asked.push(name);
        return { perSecond: left.shift()! };
      },
    }),
  );
  return { targets, asked };
}
const plan = (rounds: number) => ({ rounds, seconds: 1, baseline: 'bare' });

it('takes turns, and does not count the round that warms up', async () => {
  const { targets, asked } = script({ bare: [1, 100, 110], ours: [1, 50, 60] });
  const told: string[] = [];
  const rounds = await measureRounds(targets, plan(2), line => told.push(line));
  expect(asked).toEqual(['bare', 'ours', 'bare', 'ours', 'bare', 'ours']);
  expect(rounds.map(({ samples }) => samples)).toEqual([
    { bare: { perSecond: 100 }, ours: { perSecond: 50 } },
    { bare: { perSecond: 110 }, ours: { perSecond: 60 } },
  ]);
  expect(told.map(line => line.split(/ {2,}/)[0])).toEqual(
    ['warm-up', 'round 1/2', 'round 2/2'].flatMap(title => [title, title]),
  );
});

it('leaves out what is missing on this machine', async () => {
  const { targets } = script({ bare: [1, 100] });
  const rounds = await measureRounds([...targets, { name: 'pgbench', missing: 'install it' }], plan(1), () => {});
  expect(Object.keys(rounds[0]!.samples)).toEqual(['bare']);
});

it('measures a round again whose baseline is more than 25 % off, once, and keeps both', async () => {
  const { targets, asked } = script({ bare: [1, 100, 74, 100, 98] });
  const rounds = await measureRounds(targets, plan(3), () => {});
  expect(asked).toHaveLength(5);
  expect(rounds.map(({ samples }) => samples.bare!.perSecond)).toEqual([100, 98, 100]);
  expect(rounds[1]?.insteadOf?.samples.bare?.perSecond).toBe(74);
  expect(doubts(rounds, 'bare')).toEqual(['Measured again, because bare was more than 25 % off its median: round 2.']);
});

it('does not try a third time, but says so', async () => {
  const { targets, asked } = script({ bare: [1, 100, 100, 140, 130] });
  const rounds = await measureRounds(targets, plan(3), () => {});
  expect(asked).toHaveLength(5);
  expect(doubts(rounds, 'bare')).toContain('Not calm even so: in round 3, bare is more than 25 % off its median.');
});

it('finds nothing wrong with rounds that are 25 % off or less', () => {
  expect(restless([round(100), round(75), round(125)], 'bare')).toEqual([]);
  expect(restless([round(100), round(74), round(126)], 'bare')).toEqual([2, 3]);
  expect(doubts([round(100), round(100)], 'bare')).toEqual([]);
});

it('says when the load generator was the limit', () => {
  expect(doubts([round(100, 0.95), round(100, 0.92), round(100, 0.2)], 'bare')).toEqual([
    'The load generator itself was more than 90 % busy with: bare. It may be faster than this.',
  ]);
});

it('passes on what went wrong with a target', async () => {
  const failing: Target = { name: 'bare', measure: () => Promise.reject(new Error('503 came')) };
  await expect(measureRounds([failing], plan(1), () => {})).rejects.toThrow('503 came');
});
