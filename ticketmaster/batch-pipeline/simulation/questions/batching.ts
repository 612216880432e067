import { alike, fullSpeed, said } from '../document.ts';
import { percentilesOf } from '../engine/percentiles.ts';
import { run } from '../engine/pipeline.ts';
import { exactly, type Section } from '../section.ts';
import { percent, seconds, whole } from '../shown.ts';
import { atRate, type Effort, mostPerHour } from './search.ts';

const SIZES = [2, 4, 8, 16];
/** What each further image of a pass costs, as a part of the first. Nobody has measured the document's GPU: these are assumptions. */
const EACH = [0.75, 0.5, 0.25, 0.1];

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
      const full = (most * fullSpeed(alike)) / (1 + each * (most - 1));
      return { each, most, full, rest, perHour: mostPerHour(rest, ['p95', 'p99'], full, { ...effort, runs: 1 }) };
    }),
  );
  const best = cells.reduce((one, other) => (other.perHour > one.perHour ? other : one));
  const at500 = cells.map(cell => {
    if (cell.full < said.perHourOneGpu.least) return { ...cell, p95: undefined };
    const { latencies } = run(atRate(said.perHourOneGpu.least, effort.jobs, cell.rest), effort.seed);
    return { ...cell, p95: percentilesOf(latencies).p95 };
  });
  const reaches = at500.filter(({ p95 }) => p95 !== undefined);
  const dearest = Math.max(...reaches.map(({ each }) => each));
  const quickest = Math.min(...reaches.map(({ p95 }) => p95!));
  return {
    best,
    section: {
      title: 'Does batching make 500 images an hour from one GPU?',
      answer: `The images, yes, where a further image in a pass costs ${percent(dearest)} of the first or less; the latency, no: at 500 an hour P95 is ${seconds(quickest)} s at best, even where a further image costs ${percent(Math.min(...EACH))}, since every image waits for the whole pass and for the pass before it. With P95 within 30 s the best of all these makes ${whole(best.perHour)} an hour.`,
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
        ...{ kind: 'lines', file: 'batching.svg', title: 'Batches: images an hour of one GPU with P95 within 30 s' },
        subtitles: ['by what a further image in a pass costs, as a part of the first (an assumption)'],
        x: { title: 'images in a pass at most', unit: 'count', log: true },
        y: { title: 'images', unit: 'per hour' },
        lines: EACH.map(each => ({
          label: percent(each),
          points: cells
            .filter(cell => cell.each === each)
            .map(({ most, perHour }) => ({ x: most, ...exactly(perHour) })),
        })),
      },
    },
  };
}
