import type { Rule } from '../../scaler/rule.ts';
import type { Distribution } from './random.ts';

/** How workers follow the lag. All times in ms. */
export interface Scaling extends Rule {
  pollMs: number;
  /** From when a worker is wanted until it takes its first job. */
  startMs: Distribution;
}
