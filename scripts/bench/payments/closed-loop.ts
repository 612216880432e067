import { createHistogram } from 'node:perf_hooks';
import type { Sample } from '../bench.ts';

/**
 * So many buyers at a time, each of whom comes back as soon as he is done, for `seconds`; those who have begun may finish. Work that rejects
 * ends the measurement: a figure with errors in it is none.
 */
export async function closedLoop(buyers: number, seconds: number, work: () => Promise<unknown>): Promise<Sample> {
  const latencies = createHistogram();
  const began = performance.now();
  const until = began + seconds * 1_000;
  const buyer = async () => {
    while (performance.now() < until) {
      const start = performance.now();
      await work();
      latencies.record(Math.max(1, Math.round((performance.now() - start) * 1e6)));
    }
  };
  const before = performance.eventLoopUtilization();
  await Promise.all(Array.from({ length: buyers }, buyer));
  return {
    perSecond: (latencies.count / (performance.now() - began)) * 1_000,
    p50Ms: latencies.percentile(50) / 1e6,
    p99Ms: latencies.percentile(99) / 1e6,
    generatorBusy: performance.eventLoopUtilization(before).utilization,
  };
}
