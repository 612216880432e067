// The three failures of the drawing: what it promises, and within which bounds. Larger, with charts: npm run compare -- cached-purchase
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawingForTest, OPERATOR } from '../drawing.fixture.ts';
import type { Drawing } from '../drawing.ts';
import { failover } from './failover.ts';

let drawing: Drawing;
beforeAll(async () => {
  drawing = await drawingForTest();
});
afterAll(() => drawing?.close());

const small = { rate: 60, beforeMs: 1_000, afterMs: 8_000, operatorToken: OPERATOR };

it('an app server dies: the other answers all, and nobody need ask again', async () => {
  const found = await failover(drawing, 'app-1', small);
  expect(found).toMatchObject({ errors: 0, lost: 0, oversold: 0 });
  expect(drawing.apps.map(one => one.isUp())).toEqual([false, true]);
  await drawing.apps[0]!.start();
});

it('the Redis master dies: its replica takes over, alone; views go on, from the database', async () => {
  const found = await failover(drawing, 'redis-1', small);
  expect(found).toMatchObject({ lost: 0, oversold: 0, roles: { 'redis-1': 'dead', 'redis-2': 'master' } });
  expect(found.purchasesAwayMs).toBeGreaterThan(0);
  expect(found.purchasesAwayMs).toBeLessThan(7_000);
  expect(found.viewsAwayMs).toBe(0);
});

it('the primary dies: its replica takes over, and there is no replica left; who does not know asks again', async () => {
  const found = await failover(drawing, 'postgres-1', small);
  expect(found).toMatchObject({ oversold: 0, roles: { 'postgres-1': 'dead', 'postgres-2': 'primary' } });
  expect(found.purchasesAwayMs).toBeGreaterThan(0);
  expect(found.purchasesAwayMs).toBeLessThan(7_000);
  expect(found.viewsAwayMs).toBeLessThanOrEqual(found.purchasesAwayMs);
});
