import { setImmediate as settle } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Priority } from '../artwork.ts';
import { turns } from './turns.ts';

const never = new AbortController().signal;

/** So many of each wait; one after the other has its turn. In which order? */
async function served(waiting: Priority[]): Promise<Priority[]> {
  const turn = turns();
  const order: Priority[] = [];
  const all = waiting.map(async priority => {
    const done = (await turn.wait(priority, never))!;
    order.push(priority);
    await settle();
    done();
  });
  await Promise.all(all);
  return order;
}
const many = (priority: Priority, count: number): Priority[] => Array.from({ length: count }, () => priority);
const count = (order: Priority[], priority: Priority) => order.filter(one => one === priority).length;

it('shares turns six to three to one where all wait, and starves nobody', async () => {
  const order = await served([...many('low', 60), ...many('normal', 60), ...many('high', 60)]);
  const first = order.slice(0, 60);
  expect([count(first, 'high'), count(first, 'normal'), count(first, 'low')]).toEqual([36, 18, 6]);
  expect(order.slice(0, 12)).toContain('low');
});

it('counts jobs, not turns: who takes four at once comes a fourth as often', async () => {
  const turn = turns();
  const taken = { high: 0, normal: 0, low: 0 };
  const one = (priority: Priority, jobs: number) => async () => {
    const done = (await turn.wait(priority, never, jobs))!;
    if (taken.high + taken.low < 70) taken[priority] += jobs;
    await settle();
    done();
  };
  const all = [...Array.from({ length: 60 }, () => one('high', 4)), ...Array.from({ length: 60 }, () => one('low', 1))];
  await Promise.all(all.map(work => work()));
  expect(taken.high / taken.low).toBeGreaterThan(5);
  expect(taken.high / taken.low).toBeLessThan(7);
});

it('gives all turns to the only one that waits', async () => {
  expect(await served(many('low', 5))).toEqual(many('low', 5));
});

it('lets nobody save turns up while nobody waited', async () => {
  const turn = turns();
  for (let i = 0; i < 50; i++) (await turn.wait('high', never))!();
  const order: Priority[] = [];
  const wait = async (priority: Priority) => {
    const done = (await turn.wait(priority, never))!;
    order.push(priority);
    await settle();
    done();
  };
  await Promise.all([...many('low', 20), ...many('high', 20)].map(wait));
  expect(count(order.slice(0, 14), 'high')).toBeGreaterThanOrEqual(11);
});

it('lets one go that waits no more, and gives its turn to nobody', async () => {
  const turn = turns();
  const first = (await turn.wait('high', never))!;
  const gone = new AbortController();
  const second = turn.wait('high', gone.signal);
  const third = turn.wait('low', never);
  gone.abort();
  expect(await second).toBe(undefined);
  first();
  expect(await third).toBeTypeOf('function');
  expect(await turn.wait('high', gone.signal)).toBe(undefined);
});

it('is for one at a time', async () => {
  const turn = turns();
  let atOnce = 0;
  let most = 0;
  const one = async () => {
    const done = (await turn.wait('normal', never))!;
    most = Math.max(most, ++atOnce);
    await settle();
    atOnce--;
    done();
  };
  await Promise.all(Array.from({ length: 9 }, one));
  expect(most).toBe(1);
});
