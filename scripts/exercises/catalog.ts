import type { Exercise } from './exercise.ts';
import { caching } from './of/caching.ts';
import { locking } from './of/locking.ts';
import { payments } from './of/payments.ts';
import { provider } from './of/provider.ts';
import { real } from './of/real.ts';
import { simplest } from './of/simplest.ts';
import { tiers } from './of/tiers.ts';
import { tiersGaps } from './of/tiers-gaps.ts';

/** All exercises, in the order of the learning path. */
export const catalog = (): Exercise[] => [
  ...simplest,
  ...locking,
  ...caching,
  ...tiers,
  ...tiersGaps,
  ...payments,
  ...provider,
  ...real,
];
