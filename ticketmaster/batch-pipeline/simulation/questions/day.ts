import { alike, said } from '../document.ts';
import { DAY, diurnal, HOUR } from '../engine/arrivals.ts';
import { median, percentilesOf } from '../engine/percentiles.ts';
import { type Ran, run } from '../engine/pipeline.ts';
import { HOURS_A_MONTH, prices } from '../prices.ts';
import { exactly, type Section } from '../section.ts';
import { dollars, seconds, whole } from '../shown.ts';
import { KEDA, WARM_START } from './burst.ts';
import { type Effort, seedsOf } from './search.ts';

const PER_HOUR = said.perHourOneGpu.most;
const SWING = 0.9;

/** A day with a quiet night and a busy afternoon: GPUs for the peak all day, or as many as KEDA's rule wants. */
export function day(forPeak: number, effort: Effort): Section {
  const scaled = (jobsPerWorker: number, least: number) => ({
    ...{ least, most: 2 * forPeak, jobsPerWorker, startMs: WARM_START },
    ...KEDA,
  });
  const ways = [
    { name: `${forPeak} GPUs all day`, workers: forPeak },
    { name: 'a GPU for each job in the queue', workers: scaled(1, 1) },
    { name: 'a GPU for two jobs', workers: scaled(2, 1) },
    { name: 'a GPU for five jobs', workers: scaled(5, 1) },
  ];
  const found = ways.map(({ name, workers }) => {
    const plan = { service: alike.service, workers, warmUpMs: DAY / 2, forMs: 1.5 * DAY, lookMs: HOUR / 4 };
    const runs = seedsOf(effort).map(seed => run({ ...plan, arrivals: diurnal(PER_HOUR, SWING) }, seed));
    const of = (what: (ran: Ran) => number) => median(runs.map(what));
    const paidHours = of(ran => ran.paidMs) / 1.5 / HOUR;
    const p = (which: 'p50' | 'p95' | 'p99') => of(ran => percentilesOf(ran.latencies)[which]);
    return { name, runs, paidHours, p50: p('p50'), p95: p('p95'), p99: p('p99') };
  });
  const [fixed, eager] = [found[0]!, found[1]!];
  const monthOf = (paidHours: number) => (paidHours / 24) * HOURS_A_MONTH * prices.gpuNode.hourly;
  const keeps = eager.p95 <= said.latency.p95;
  return {
    title: 'What does autoscaling save over a day?',
    answer: `With a mean of ${whole(PER_HOUR)} images an hour and ${whole(PER_HOUR * (1 + SWING))} at the peak, a GPU for each job in the queue costs ${dollars(monthOf(eager.paidHours))} a month instead of ${dollars(monthOf(fixed.paidHours))}, and ${keeps ? 'keeps' : 'misses'} P95 (${seconds(eager.p95)} s): hours are slow enough for nodes that take minutes, minutes are not.`,
    about: `A day as a cosine: ${whole(PER_HOUR * (1 - SWING))} an hour at four in the morning, ${whole(PER_HOUR * (1 + SWING))} at four in the afternoon; a day and a half, of which the first half is not counted in the latencies. Medians of ${effort.runs} runs. A GPU for k jobs means that the rule is content only while k of them are there for each GPU, one in hand and k − 1 behind it. GPUs only.`,
    head: ['GPUs', 'P50 s', 'P95 s', 'P99 s', 'GPU hours a day', 'a month'],
    rows: found.map(({ name, paidHours, p50, p95, p99 }) => [
      ...[name, seconds(p50), seconds(p95), seconds(p99), whole(paidHours), dollars(monthOf(paidHours))],
    ]),
    chart: {
      ...{ kind: 'lines', file: 'day.svg', title: 'GPUs at work over a day, by jobs for each' },
      subtitles: [`mean ${whole(PER_HOUR)} images an hour; one run; from noon on`],
      x: { title: 'since the first midnight', unit: 'hours' },
      y: { title: 'GPUs at work', unit: 'count' },
      lines: found.map(({ name, runs }) => ({
        label: name,
        points: runs[0]!.overTime
          .filter(({ atMs }, nth) => atMs >= DAY / 2 && nth % 4 === 0)
          .map(({ atMs, working }) => ({ x: atMs / HOUR, ...exactly(working) })),
      })),
    },
  };
}
