import { expect, it } from 'vitest';
import { simulation } from './events.ts';
import { streamOf } from './random.ts';
import { workers } from './workers.ts';

const nothing = { free: () => {}, lost: () => {} };

it('is paid for from when it is wanted, also while it starts and while it works', () => {
  const sim = simulation();
  const pool = workers<string>(sim, streamOf(7, 'workers'), nothing);
  pool.start(100);
  sim.runUntil(150);
  expect(pool.paidMs()).toBe(150);
  pool.take('a pass', 500, () => {});
  sim.runUntil(400);
  expect(pool.paidMs()).toBe(400);
});

it('goes at once where it is idle, and after its pass where it is not', () => {
  const sim = simulation();
  const pool = workers<string>(sim, streamOf(7, 'workers'), nothing);
  for (let i = 0; i < 3; i++) pool.start(0);
  sim.runUntil(10);
  const ended: string[] = [];
  for (const pass of ['one', 'two']) pool.take(pass, 100, () => ended.push(pass));
  pool.scaleTo(1, () => 0);
  expect(pool.working()).toBe(2);
  sim.runUntil(200);
  expect(pool.working()).toBe(1);
  expect(ended).toEqual(['one', 'two']);
});

it('is kept when it is wanted again before its pass has ended', () => {
  const sim = simulation();
  const pool = workers<string>(sim, streamOf(7, 'workers'), nothing);
  for (let i = 0; i < 2; i++) pool.start(0);
  sim.runUntil(10);
  for (const pass of ['one', 'two']) pool.take(pass, 100, () => {});
  pool.scaleTo(1, () => 1_000);
  pool.scaleTo(2, () => 1_000);
  sim.runUntil(200);
  expect(pool.idle()).toBe(2);
});
