import { expect, it } from 'vitest';
import { manyKeysSection } from './many-keys.ts';

it('tells round trips, the time for all keys, keys a second, and commands each time', () => {
  const reads = [30, 10, 20].map(ms => ({ ms, repetitions: 5, commands: 300.4 }));
  const { rows, head } = manyKeysSection({ 'one by one': reads }, { 'one by one': 300 }, 3, 2);
  expect(rows).toEqual([['one by one', '300', '20.0 (10.0–30.0)', '15,000 (10,000–30,000)', '300']]);
  expect(rows[0]).toHaveLength(head.length);
});
