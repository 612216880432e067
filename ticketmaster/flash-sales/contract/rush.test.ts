import { expect, it } from 'vitest';
import { rush } from './rush.ts';

it('lets in so many at a time, and each tries again under its own key until it knows', async () => {
  const keys = new Map<number, Set<string>>();
  let [inside, most, left] = [0, 0, 3];
  const { ends, answers, salesMs, lastSaleMs, tookMs } = await rush({
    ...{ buyers: 8, atOnce: 2, patienceMs: 20_000 },
    async buy(nth, key) {
      most = Math.max(most, ++inside);
      const isFirstTry = !keys.has(nth);
      keys.set(nth, (keys.get(nth) ?? new Set()).add(key));
      await new Promise(setImmediate);
      inside--;
      if (isFirstTry) return { status: nth % 2 ? 503 : 0 };
      return { status: left-- > 0 ? 201 : 409 };
    },
  });
  expect(most).toBe(2);
  expect(ends).toEqual({ 201: 3, 409: 5 });
  expect(answers).toEqual({ 0: 4, 201: 3, 409: 5, 503: 4 });
  expect(new Set([...keys.values()].flatMap(of => [...of])).size).toBe(8);
  expect(salesMs).toHaveLength(3);
  expect(lastSaleMs).toBeLessThanOrEqual(tookMs);
});

it('has who loses patience give up', async () => {
  const { ends } = await rush({ buyers: 2, patienceMs: 60, buy: async () => ({ status: 503 }) });
  expect(ends).toEqual({ 'gave up': 2 });
});
