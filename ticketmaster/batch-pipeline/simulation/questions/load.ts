import { alike, fullSpeed, kind, readings, said } from '../document.ts';
import type { Percentiles } from '../engine/percentiles.ts';
import type { Section } from '../section.ts';
import { percent, seconds, whole } from '../shown.ts';
import { atRate, type Effort, latencies, middle, mostPerHour } from './search.ts';

const LOADS = [20, 40, 60, 80, 100, 120, 140, 160, 180, 200];
const of = ['p50', 'p95', 'p99'] as const;

export interface Load {
  section: Section;
  /** Images an hour up to which one GPU keeps P95 and P99, by reading. */
  most: { alike: number; kind: number };
  /** Of a GPU at rest: what comes alone. */
  alone: { alike: Percentiles; kind: Percentiles };
}

/** One GPU that renders one image at a time. */
export function load(effort: Effort): Load {
  const at = (perHour: number, reading: typeof alike) =>
    latencies(atRate(perHour, effort.jobs, { service: reading.service, workers: 1 }), effort);
  const found = LOADS.map(perHour => ({ perHour, runs: at(perHour, alike) }));
  const mostOf = (reading: typeof alike) =>
    mostPerHour({ service: reading.service, workers: 1 }, ['p95', 'p99'], fullSpeed(reading), {
      ...effort,
      jobs: 3 * effort.jobs,
    });
  const most = { alike: mostOf(alike), kind: mostOf(kind) };
  const restOf = (reading: typeof alike): Percentiles => {
    const runs = at(1, reading);
    return { p50: middle(runs, 'p50'), p95: middle(runs, 'p95'), p99: middle(runs, 'p99') };
  };
  const alone = { alike: restOf(alike), kind: restOf(kind) };
  const load = (perHour: number, reading: typeof alike) => percent(perHour / fullSpeed(reading));
  return {
    ...{ most, alone },
    section: {
      title: 'Do the latencies and the images an hour hold together?',
      answer: `No: an image of 10 to 25 s lets one GPU make ${whole(fullSpeed(alike))} images an hour (${whole(fullSpeed(kind))} if most are short), and P95 stays within 30 s only up to ${most.alike} an hour (${most.kind}), where the GPU is busy ${load(most.alike, alike)} (${load(most.kind, kind)}) of the time; 500 an hour from one GPU is not slow, it is a queue that grows for ever.`,
      about: `One GPU, one image at a time, jobs that come at random at a steady rate (Poisson); ${whole(effort.jobs)} jobs in each of ${effort.runs} runs, medians; the limit by three times as many. The document gives only "10-25s": in the reading *${alike.name}* every time between is as likely, in *${kind.name}* half of the images take less than 13 s, which is our assumption and kinder.`,
      head: ['images an hour', 'GPU busy', 'P50 s', 'P95 s', 'P99 s', 'P95 within 30 s'],
      rows: found.map(({ perHour, runs }) => [
        ...[`${perHour}`, load(perHour, alike), ...of.map(p => seconds(middle(runs, p)))],
        middle(runs, 'p95') <= said.latency.p95 ? 'yes' : 'no',
      ]),
      notes: readings.map(reading => {
        const { p50, p95, p99 } = reading === alike ? alone.alike : alone.kind;
        return `A job that finds the GPU idle (${reading.name}): P50 ${seconds(p50)} s, P95 ${seconds(p95)} s, P99 ${seconds(p99)} s; the document says 15, 30 and 45 s.`;
      }),
      chart: {
        ...{ kind: 'lines', file: 'load.svg', title: 'One GPU: the more images an hour, the longer each waits' },
        subtitles: [
          `10–25 s an image (${alike.name}), one at a time; median of ${effort.runs} runs, band: least to most`,
          'promised: P50 15 s, P95 30 s, P99 45 s, and 500 to 1,000 images an hour',
        ],
        x: { title: 'images', unit: 'per hour' },
        y: { title: 'from submitting to the image', unit: 's', log: true },
        lines: of.map(p => ({
          label: p.toUpperCase(),
          points: found.map(({ perHour, runs }) => pointOf(perHour, runs, p)),
        })),
      },
    },
  };
}

function pointOf(x: number, runs: Percentiles[], of: keyof Percentiles) {
  const all = runs.map(one => one[of] / 1_000);
  return { x, value: middle(runs, of) / 1_000, min: Math.min(...all), max: Math.max(...all) };
}
