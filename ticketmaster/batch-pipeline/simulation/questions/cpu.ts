import { z } from 'zod';
import { said } from '../document.ts';
import { mean } from '../engine/percentiles.ts';
import { empirical } from '../engine/random.ts';
import type { Section } from '../section.ts';
import { seconds, whole } from '../shown.ts';
import { atRate, type Effort, fewestWorkers, latencies, middle } from './search.ts';

/** What `measured.json` holds: how long the lab's own worker took for each image, and where. */
export const measuredWorker = z.strictObject({
  machine: z.string(),
  at: z.string(),
  commit: z.string(),
  command: z.string(),
  /** ms for an image, one value for each that was rendered. */
  renderMs: z.array(z.number().positive()).min(1),
});
export type MeasuredWorker = z.infer<typeof measuredWorker>;

const COUNTS = [1, 2, 4, 8];

/** The same questions to the worker that this lab really has. */
export function cpu({ machine, at, commit, command, renderMs }: MeasuredWorker, effort: Effort): Section {
  const service = empirical(renderMs);
  const meanMs = mean(renderMs);
  const rows = COUNTS.map(workers => {
    const full = (workers * 3_600_000) / meanMs;
    const runs = latencies(atRate(0.8 * full, effort.jobs, { service, workers }), effort);
    return [`${workers}`, whole(full), ...(['p50', 'p95', 'p99'] as const).map(p => seconds(middle(runs, p)))];
  });
  const workers = fewestWorkers(said.perHourSeveral, { name: 'measured', service, meanMs }, effort);
  return {
    title: 'And the CPU worker of this lab?',
    answer: `An image takes it ${seconds(meanMs)} s on average: ${whole(3_600_000 / meanMs)} an hour for each worker, so ${workers === 1 ? 'one makes' : `${workers} make`} ${whole(said.perHourSeveral)} an hour with P95 within 30 s. It draws, and does not dream: that is no GPU's work done cheaper.`,
    about: `Times drawn from ${renderMs.length} measured ones: ${at} · commit ${commit} · ${machine} · \`${command}\`. Workers are taken as having a core each.`,
    head: ['workers', 'images an hour at full load', 'P50 s at 80 %', 'P95 s', 'P99 s'],
    rows,
  };
}
