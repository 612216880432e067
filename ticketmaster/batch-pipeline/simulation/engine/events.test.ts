import { expect, it } from 'vitest';
import { simulation } from './events.ts';
import { heap } from './heap.ts';
import { streamOf } from './random.ts';

it('lets things happen in the order of time, and at the same time in the order of planning', () => {
  const sim = simulation();
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(`${what} at ${sim.now()}`);
  sim.after(20, note('late'));
  sim.after(10, note('first'));
  sim.after(10, () => {
    note('second')();
    sim.after(5, note('planned on the way'));
    sim.after(0, note('at once'));
  });
  sim.after(31, note('never'));
  sim.runUntil(30);
  expect(seen).toEqual(['first at 10', 'second at 10', 'at once at 10', 'planned on the way at 15', 'late at 20']);
  expect(sim.now()).toBe(30);
});

it.each([-1, Number.NaN])('refuses to plan %d ms from now', ms => {
  expect(() => simulation().after(ms, () => {})).toThrow('Nothing happens');
});

it('has a heap that gives what is least, whatever was put in and taken out between', () => {
  const random = streamOf(7, 'heap');
  const least = heap<number>((one, other) => one < other);
  const kept: number[] = [];
  for (let i = 0; i < 2_000; i++) {
    if (random() < 0.6) {
      const value = Math.floor(random() * 100);
      least.push(value);
      kept.push(value);
    } else {
      kept.sort((one, other) => one - other);
      expect(least.peek()).toBe(kept[0]);
      expect(least.pop()).toBe(kept.shift());
    }
    expect(least.size).toBe(kept.length);
  }
});
