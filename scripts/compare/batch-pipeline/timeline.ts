import type { Burst, Look } from '../../../ticketmaster/batch-pipeline/scaler/burst.ts';
import { percentilesOf } from '../../../ticketmaster/batch-pipeline/simulation/engine/percentiles.ts';
import type { Picture } from '../comparison.ts';

/** Of a row of the table, and of a bin of P95. */
export const SECONDS = 10;

interface Bin {
  /** The first look in it, or the last before it. */
  look: Look;
  done: number;
  /** Of the jobs that were done in it; undefined where none was. */
  p95?: number;
}

export const rowsOf = (burst: Burst): string[][] =>
  binsIn(burst).map(({ look: { lag, oldestMs, wanted, atWork }, done, p95 }, nth) => [
    ...[`${nth * SECONDS}`, `${lag}`, (oldestMs / 1_000).toFixed(0), `${wanted}`, `${atWork}`],
    ...[`${done}`, p95 === undefined ? '' : p95.toFixed(1)],
  ]);

function binsIn({ looks, done }: Burst): Bin[] {
  const bins = Math.ceil(looks.at(-1)!.atMs / 1_000 / SECONDS) + 1;
  return Array.from({ length: bins }, (_, nth) => {
    const at = nth * SECONDS * 1_000;
    const look = looks.findLast(({ atMs }) => atMs <= at) ?? looks[0]!;
    const ended = done.filter(({ atMs }) => atMs > at - SECONDS * 1_000 && atMs <= at);
    const p95 = ended.length > 0 && { p95: percentilesOf(ended.map(({ tookMs }) => tookMs / 1_000)).p95 };
    return { look, done: ended.length, ...p95 };
  });
}

/** Lag, workers, age and P95 below one another. */
export function timeline(burst: Burst): Picture {
  const of = (value: (look: Look) => number) => burst.looks.map(look => ({ x: look.atMs / 1_000, value: value(look) }));
  const p95 = binsIn(burst).map(({ p95 = 0 }, nth) => ({ x: nth * SECONDS, value: p95 }));
  const seconds = (title: string) => ({ title, unit: 's' });
  return {
    ...{ kind: 'timeline', file: 'burst.svg', title: '500 jobs at once, and workers that come and go', marks: [] },
    subtitles: [`P95: from wish to picture, of the jobs that were done within ${SECONDS} s; 0 where none was`],
    x: { title: 'since the first wish', unit: 's' },
    y: { title: 'workers', unit: 'count' },
    lines: [
      { label: 'lag', points: of(({ lag }) => lag), y: { title: 'jobs', unit: 'count' } },
      { label: 'workers wanted', points: of(({ wanted }) => wanted) },
      { label: 'workers at work', points: of(({ atWork }) => atWork) },
      { label: 'age of the oldest job', points: of(({ oldestMs }) => oldestMs / 1_000), y: seconds('age') },
      { label: 'P95', points: p95, y: seconds('latency') },
    ],
  };
}
