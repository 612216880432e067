import { expect, it } from 'vitest';
import { lanesFor, type Planned, runInLanes } from './lanes.ts';

const job = (name: string, seconds: number, more: Partial<Planned> = {}): Planned => ({
  ...{ name, seconds, heavy: [], alone: false, ...more },
});

/** Runs jobs on a clock of its own: answers when each began and ended, and in which lane. */
async function simulate(jobs: Planned[], laneCount: number, more: { fails?: string; stopAt?: number } = {}) {
  let now = 0;
  const due: { at: number; wake: () => void }[] = [];
  const ran: { name: string; lane: number; from: number; to: number }[] = [];
  const all = runInLanes(
    jobs,
    lanesFor(laneCount),
    async ({ name, seconds }, { number }) => {
      const from = now;
      await new Promise<void>(wake => due.push({ at: from + seconds, wake }));
      ran.push({ name, lane: number, from, to: now });
      if (name === more.fails) throw new Error('crashed');
      return name;
    },
    () => now >= (more.stopAt ?? Infinity),
  );
  let over = false;
  void all.then(() => (over = true));
  while (!over) {
    due.sort((a, b) => b.at - a.at);
    const first = due.pop();
    if (first) now = first.at;
    first?.wake();
    await new Promise(setImmediate);
  }
  return { ran, ended: await all, seconds: now };
}

const startsOf = (ran: { name: string; from: number }[]) =>
  Object.fromEntries(ran.map(({ name, from }) => [name, from]));

it('runs every job once, the longest first, and no lane idles while one waits', async () => {
  const jobs = [1, 2, 3, 4, 5, 6].map(seconds => job(`${seconds} s`, seconds));
  const { ran, seconds } = await simulate(jobs, 2);
  expect(startsOf(ran)).toEqual({ '6 s': 0, '5 s': 0, '4 s': 5, '3 s': 6, '2 s': 9, '1 s': 9 });
  expect(seconds).toBe(11);
});

it('runs one after the other in one lane', async () => {
  const { ran, seconds } = await simulate([job('a', 1), job('b', 3), job('c', 2)], 1);
  expect(ran.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  expect(seconds).toBe(6);
});

it('runs a job that must be alone while nothing else does, and then goes on', async () => {
  const jobs = [job('load', 9, { alone: true }), job('more load', 2, { alone: true }), job('a', 1), job('b', 4)];
  const { ran } = await simulate(jobs, 3);
  const alone = ran.filter(({ name }) => name.includes('load'));
  expect(alone).toHaveLength(2);
  for (const one of alone)
    for (const other of ran) if (other !== one) expect(other.to <= one.from || other.from >= one.to).toBe(true);
});

it('leaves the others alone when a job crashes', async () => {
  const { ran, ended } = await simulate([job('a', 3), job('bad', 1), job('c', 2), job('d', 2)], 2, { fails: 'bad' });
  expect(ran).toHaveLength(4);
  const statuses = [...ended].map(([{ name }, { status }]) => [name, status]);
  expect(Object.fromEntries(statuses)).toEqual({ a: 'fulfilled', bad: 'rejected', c: 'fulfilled', d: 'fulfilled' });
});

it('leaves the others alone when a job throws before it has begun', async () => {
  const run = ({ name }: Planned) => {
    if (name === 'bad') throw new Error('no such command');
    return Promise.resolve(name);
  };
  const ended = await runInLanes([job('bad', 2), job('good', 1)], lanesFor(1), run, () => false);
  expect([...ended.values()].map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

it('starts nothing more once it is stopped, and waits for what runs', async () => {
  const { ran, ended } = await simulate([job('a', 5), job('b', 2), job('c', 1)], 2, { stopAt: 2 });
  expect(ran.map(({ name, to }) => [name, to])).toEqual([
    ['b', 2],
    ['a', 5],
  ]);
  expect(ended.size).toBe(2);
});

it('starts a heavy server in a second lane only where that is worth it', async () => {
  const kafka = { heavy: ['kafka', 'kafka-2'] };
  const jobs = [job('k1', 30, kafka), job('k2', 29, kafka), job('k3', 28, kafka), job('a', 12), job('b', 11)];
  const { ran } = await simulate(jobs, 2);
  const lanes = Object.fromEntries(ran.map(({ name, lane, from }) => [name, [lane, from]]));
  expect(lanes).toEqual({ k1: [0, 0], a: [1, 0], b: [1, 12], k2: [1, 23], k3: [0, 30] });
});
