// Small; all 6,000 requests of the drawing: npm run compare -- cached-purchase
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawingForTest, OPERATOR } from '../drawing.fixture.ts';
import type { Drawing } from '../drawing.ts';
import { distribution } from './distribution.ts';

/** Of one app server to each database, instead of 140; and one more, that asks who is the primary. */
const EACH = 6;

let drawing: Drawing;
beforeAll(async () => {
  drawing = await drawingForTest({ CONNECTIONS: `${EACH}` });
});
afterAll(() => drawing?.close());

it('most views are answered by Redis, the others by the replica, and no database has more connections than the pools allow', async () => {
  const found = await distribution(drawing, { requests: 1_200, products: 50, clients: 40, operatorToken: OPERATOR });
  const { counts, connections } = found;
  const views = counts.hit + counts.replica + counts.primary;
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(1_200);
  expect(counts.error).toBe(0);
  expect(views / 1_200).toBeCloseTo(0.8, 1);
  expect(counts.hit / views).toBeGreaterThan(0.5); // each purchase makes the next view a miss: 0.8, less the first views, if they come one after the other
  expect(counts.replica).toBeGreaterThan(10 * counts.primary);
  expect(counts['out-of-stock']).toBeGreaterThan(0);
  expect(Math.max(connections.primary, connections.replica)).toBeLessThanOrEqual(2 * (EACH + 1)); // as drawn 2 × 141, less than 300
  expect(connections.primary).toBe(2 * (EACH + 1)); // and that was asked for
  expect(found.oversold).toBe(0);
});
