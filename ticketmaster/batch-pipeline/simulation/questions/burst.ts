import { alike, said } from '../document.ts';
import { burst as burstOf, HOUR } from '../engine/arrivals.ts';
import { median, percentilesOf } from '../engine/percentiles.ts';
import { type Ran, run } from '../engine/pipeline.ts';
import { uniform } from '../engine/random.ts';
import type { Scaling } from '../engine/scaler.ts';
import { prices } from '../prices.ts';
import type { Section } from '../section.ts';
import { dollars, percent, seconds, whole } from '../shown.ts';
import { type Effort, seedsOf } from './search.ts';

const JOBS = 500;
const MINUTE = 60_000;
const FOR = 3 * HOUR;

/** A GPU node takes its first job 3 to 5 minutes after it is wanted: the image is on the node's disk already. */
export const WARM_START = uniform(3 * MINUTE, 5 * MINUTE);
/** With a Stable Diffusion image that is pulled first: 225 s for the node, 323 s for the pull, 2 minutes until it serves. */
const COLD_START = uniform(10 * MINUTE, 12 * MINUTE);
export const START_SOURCE =
  'https://dataintegration.info/improving-launch-time-of-stable-diffusion-on-google-kubernetes-engine-gke-by-4x (2024-04, a GKE cluster; no such node was at hand here)';

/** KEDA's defaults: it looks every 30 s; the autoscaler that it feeds waits 300 s before it takes workers away. */
export const KEDA = { pollMs: 30_000, cooldownMs: 300_000 };

const upTo = (most: number, jobsPerWorker: number, startMs = WARM_START): Scaling => ({
  ...{ least: 1, most, jobsPerWorker, startMs },
  ...KEDA,
});

const WAYS: { name: string; workers: number | Scaling }[] = [
  { name: '1 GPU', workers: 1 },
  { name: '10 GPUs all the time', workers: 10 },
  { name: '1 to 10 GPUs, 10 jobs each', workers: upTo(10, 10) },
  { name: '1 to 10 GPUs, 50 jobs each', workers: upTo(10, 50) },
  { name: '1 to 10 GPUs, 10 jobs each, image pulled first', workers: upTo(10, 10, COLD_START) },
  { name: '1 to 30 GPUs, 10 jobs each', workers: upTo(30, 10) },
];
const SHOWN = [0, 2, 4];

/** 500 jobs within a minute, and KEDA's rule. */
export function burst(effort: Effort): Section {
  const found = WAYS.map(({ name, workers }) => {
    const plan = { arrivals: burstOf(JOBS, MINUTE), forMs: FOR, service: alike.service, workers, lookMs: 30_000 };
    return { name, runs: seedsOf(effort).map(seed => run(plan, seed)) };
  });
  const of = (runs: Ran[], what: (ran: Ran) => number) => median(runs.map(what));
  const endOf = (nth: number) => of(found[nth]!.runs, ran => ran.endedMs) / MINUTE;
  const inTime = (ran: Ran) => ran.latencies.filter(ms => ms <= said.latency.p95).length / JOBS;
  return {
    title: `What does autoscaling do for a burst of ${JOBS} jobs?`,
    answer: `It ends the queue after ${whole(endOf(2))} minutes instead of ${whole(endOf(0))}, and keeps no promise about latency: GPUs that are wanted at once are there after 3 to 5 minutes, and by then every promise of 45 s is broken for those who wait.`,
    about: `All jobs come within a minute. KEDA's rule: GPUs = ceil(lag / jobs each), looked at every 30 s, fewer only after 300 s. From wanting a GPU to its first job: 3 to 5 minutes; with the image pulled first 10 to 12, after ${START_SOURCE}. Medians of ${effort.runs} runs. GPU hours are those of three hours, with the one GPU that is always there; at ${dollars(prices.gpuNode.hourly)} each.`,
    head: ['GPUs', 'last image after min', 'P50 s', 'P95 s', 'within 30 s', 'GPU hours', 'price'],
    rows: found.map(({ name, runs }) => {
      const hours = of(runs, ran => ran.paidMs) / HOUR;
      return [
        ...[name, whole(of(runs, ran => ran.endedMs) / MINUTE)],
        ...(['p50', 'p95'] as const).map(p => seconds(of(runs, ran => percentilesOf(ran.latencies)[p]))),
        ...[percent(of(runs, inTime)), hours.toFixed(1), dollars(hours * prices.gpuNode.hourly)],
      ];
    }),
    chart: {
      ...{
        kind: 'timeline',
        file: 'burst.svg',
        title: `${JOBS} jobs within a minute: how many still wait or are in hand`,
      },
      subtitles: ["KEDA's rule, looked at every 30 s; a GPU is there 3 to 5 minutes after it is wanted"],
      x: { title: 'since the first job', unit: 's' },
      y: { title: 'jobs', unit: 'count' },
      lines: SHOWN.map(nth => ({ label: found[nth]!.name, points: lagOf(found[nth]!.runs[0]!, endOf(0) * MINUTE) })),
      marks: SHOWN.slice(1).map(nth => {
        const { overTime } = found[nth]!.runs[0]!;
        const { atMs } = overTime.find(({ working }) => working === 10)!;
        return { x: atMs / 1_000, label: '10 GPUs at work', of: found[nth]!.name };
      }),
    },
  };
}

const lagOf = ({ overTime }: Ran, untilMs: number) =>
  overTime.filter(({ atMs }) => atMs <= untilMs + MINUTE).map(({ atMs, lag }) => ({ x: atMs / 1_000, value: lag }));
