import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCheckout } from '../house/checkout.ts';
import { referenceOf, staleIn } from './pages.ts';

it('the reference says what the code says', () => {
  const { files } = readCheckout(join(import.meta.dirname, '../..'));
  expect(staleIn(files, referenceOf(files))).toEqual([]);
});
