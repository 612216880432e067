import { expect, it } from 'vitest';
import { tier1Section } from './tier1-values.ts';

it('tells the CPU of an answer in both, and divides within each round', () => {
  const { rows } = tier1Section({ availability: { bytes: 19_771, text: [1, 2, 1], object: [3, 4, 4] } }, 3, 2);
  expect(rows).toEqual([['availability', '19,771', '1.00 (1.00–2.00)', '4.00 (3.00–4.00)', '3.0']]);
});
