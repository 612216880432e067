import { batching } from './batch-pipeline/batching.ts';
import { burstOf500 } from './batch-pipeline/burst.ts';
import { timeline } from './batch-pipeline/timeline.ts';
import type { Comparison } from './comparison.ts';
import { redrawn } from './kept.ts';

/** About ten minutes on two cores; rounds count for the passes alone. */
export const compare: Comparison = {
  about: 'the batch pipeline: workers that come with a burst and go after it, small jobs in one pass',
  home: 'ticketmaster/batch-pipeline',
  servers: ['kafka', 'redis'],
  measure: async measuring => [await burstOf500(measuring), await batching(measuring)],
  parts: {
    burst: async measuring => [await burstOf500(measuring)],
    batching: async measuring => [await batching(measuring)],
  },
  retell: kept => redrawn(kept, { 'A burst of 500 jobs': timeline }),
};
