import type { Exercise } from './exercise.ts';
import { batchJobs } from './of/batch-jobs.ts';
import { batchPipeline } from './of/batch-pipeline.ts';
import { engines } from './of/engines.ts';
import { flashSales } from './of/flash-sales.ts';
import { locking } from './of/locking.ts';
import { shardedAndCached } from './of/sharded-and-cached.ts';

/** All exercises, in the order of the learning path. */
export const catalog = (): Exercise[] => [
  ...locking,
  ...engines,
  ...flashSales,
  ...shardedAndCached,
  ...batchPipeline,
  ...batchJobs,
];
