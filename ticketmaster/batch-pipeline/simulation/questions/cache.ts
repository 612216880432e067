import { alike, said } from '../document.ts';
import { percentilesOf } from '../engine/percentiles.ts';
import { run } from '../engine/pipeline.ts';
import type { Section } from '../section.ts';
import { percent, seconds, whole } from '../shown.ts';
import type { Load } from './load.ts';
import { atRate, type Effort } from './search.ts';

/** The part of requests that the cache has to answer, so that one GPU keeps up with the rest. */
export const hitsFor = (perHour: number, most: number) => Math.max(0, 1 - most / perHour);

export function cache({ most }: Load, effort: Effort): Section {
  const rows = [said.perHourOneGpu.least, said.perHourOneGpu.most, said.perHourSeveral].map(perHour => {
    const hits = hitsFor(perHour, most.alike);
    const found = run(
      atRate(perHour, effort.jobs / (1 - hits), { service: alike.service, workers: 1, cacheHits: hits }),
      effort.seed,
    );
    return { perHour, hits, p95: percentilesOf(found.latencies).p95, kind: hitsFor(perHour, most.kind) };
  });
  const first = rows[0]!;
  return {
    title: 'How much must the cache answer, so that one GPU is enough?',
    answer: `${percent(first.hits)} of the requests for ${whole(first.perHour)} an hour (${percent(first.kind)} if most images are short): the document's rate is one of requests, with a cache that answers most of them, or it is wrong.`,
    about:
      'Requests that the cache answers cost the GPU nothing. The others come at random; P95 is of those that are rendered.',
    head: [
      'requests an hour',
      'answered by the cache',
      'P95 s of the others',
      'answered by the cache, most images short',
    ],
    rows: rows.map(({ perHour, hits, p95, kind }) => [
      whole(perHour),
      percent(hits, 1),
      seconds(p95),
      percent(kind, 1),
    ]),
  };
}
