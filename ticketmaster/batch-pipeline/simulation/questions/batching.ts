import { alike, fullSpeed, said } from '../document.ts';
import { percentilesOf } from '../engine/percentiles.ts';
import { run } from '../engine/pipeline.ts';
import { exactly, type Point, type Section } from '../section.ts';
import { percent, seconds, whole } from '../shown.ts';
import { atRate, type Effort, mostPerHour } from './search.ts';

const SIZES = [2, 4, 8, 16];
/** What each further image of a pass costs, as a part of the first. Nobody has measured the document's GPU: these are assumptions. */
const EACH = [0.5, 0.25, 0.1];

const SHOWN = 8;
const LOADS = [25, 50, 100, 150, 200, 300, 400, 500, 600, 800];

export interface Batching {
  section: Section;
  /** The most images an hour of one GPU with P95 and P99 kept, over all sizes, and by which size and cost. */
  best: { each: number; most: number; perHour: number };
}

/** Several images in one pass of one GPU: more images an hour, and each image has to wait for the whole pass. */
export function batching(effort: Effort): Batching {
  const cells = EACH.flatMap(each =>
    SIZES.map(most => {
      const rest = { service: alike.service, workers: 1, batch: { most, each } };
      const full = fullSpeedOf(most, each);
      return {
        each,
        most,
        full,
        rest,
        perHour: mostPerHour(rest, ['p95', 'p99'], full, { ...effort, runs: 1, jobs: 2 * effort.jobs }),
      };
    }),
  );
  const best = cells.reduce((one, other) => (other.perHour > one.perHour ? other : one));
  const at500 = cells.map(cell => {
    if (cell.full < said.perHourOneGpu.least) return { ...cell, p95: undefined };
    const { latencies } = run(atRate(said.perHourOneGpu.least, effort.jobs, cell.rest), effort.seed);
    return { ...cell, p95: percentilesOf(latencies).p95 };
  });
  const reaches = at500.filter(({ p95 }) => p95 !== undefined);
  const largest = Math.max(...SIZES);
  const dearest = ((largest * fullSpeed(alike)) / said.perHourOneGpu.least - 1) / (largest - 1); // of full speed, by arithmetic
  const quickest = Math.min(...reaches.map(({ p95 }) => p95!));
  return {
    best,
    section: {
      title: 'Does batching make 500 images an hour from one GPU?',
      answer: `The images, yes, with up to ${largest} in a pass where a further one costs less than ${percent(dearest)} of the first; the latency, no: at 500 an hour P95 is ${seconds(quickest)} s at best, even where a further image costs ${percent(Math.min(...EACH))}, since every image waits for the whole pass and for the pass before it. With P95 within 30 s the best of all these makes ${whole(best.perHour)} an hour.`,
      about: `A GPU takes what waits, up to so many images, and a pass of n takes the time of one × (1 + (n − 1) × cost). The cost of a further image is an assumption, from ${percent(Math.max(...EACH))} to ${percent(Math.min(...EACH))}: the document has no figure, and no GPU is at hand. The CPU worker of this lab is measured by its own command.`,
      head: [
        'a further image costs',
        'images in a pass',
        'images an hour at full load',
        'with P95 ≤ 30 s',
        'P95 s at 500 an hour',
      ],
      rows: at500.map(({ each, most, full, perHour, p95 }) => [
        ...[percent(each), `${most}`, whole(full), whole(perHour), p95 === undefined ? 'queue grows' : seconds(p95)],
      ]),
      chart: {
        ...{
          kind: 'lines',
          file: 'batching.svg',
          title: 'Batches carry more images an hour, and none of them in time',
        },
        subtitles: [
          `P95 with up to ${SHOWN} images in a pass, by what a further image costs (an assumption); one run`,
          'a line ends where the queue would grow for ever; promised: 30 s, and 500 to 1,000 images an hour',
        ],
        x: { title: 'images', unit: 'per hour' },
        y: { title: 'P95', unit: 's', log: true },
        lines: [
          { label: 'no batches', points: curve(1, 1, effort) },
          ...EACH.map(each => ({
            label: `a further image costs ${percent(each)}`,
            points: curve(SHOWN, each, effort),
          })),
        ],
      },
    },
  };
}

/** Images an hour of a GPU whose every pass is full. */
const fullSpeedOf = (most: number, each: number) => (most * fullSpeed(alike)) / (1 + each * (most - 1));

function curve(most: number, each: number, { jobs, seed }: Effort): Point[] {
  const pipeline = { service: alike.service, workers: 1, batch: { most, each } };
  return LOADS.filter(perHour => perHour < 0.98 * fullSpeedOf(most, each)).map(perHour => {
    const { latencies } = run(atRate(perHour, jobs, pipeline), seed);
    return { x: perHour, ...exactly(percentilesOf(latencies).p95 / 1_000) };
  });
}
