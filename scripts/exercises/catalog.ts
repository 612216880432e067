import type { Exercise } from './exercise.ts';
import { locking } from './of/locking.ts';
import { transactions } from './of/transactions.ts';

/** All exercises, in the order of the learning path. */
export const catalog = (): Exercise[] => [...locking, ...transactions];
