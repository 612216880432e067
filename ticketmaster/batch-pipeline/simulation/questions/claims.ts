import { alike, fullSpeed, kind, said } from '../document.ts';
import type { Section } from '../section.ts';
import { dollars, percent, seconds, whole, yes } from '../shown.ts';
import type { Batching } from './batching.ts';
import { hitsFor } from './cache.ts';
import type { Gpus } from './gpus.ts';
import type { Load } from './load.ts';
import type { Cost } from './price.ts';
import type { Uptime } from './uptime.ts';

interface Found {
  load: Load;
  gpus: Gpus;
  batching: Batching;
  cost: Cost;
  uptime: Uptime;
}

/** Row by row what the document claims, what came out, and what would be needed. */
export function claims({ load, gpus, batching, cost, uptime }: Found): Section {
  const { alone, most } = load;
  const p = (which: 'p50' | 'p95' | 'p99', needed: string): string[] => [
    `S4-10 ${which.toUpperCase()} ${said.latency[which] / 1_000} s`,
    `${seconds(alone.alike[which])} s at rest (${seconds(alone.kind[which])} s if most images are short)`,
    said.latency[which] >= alone.alike[which]
      ? 'yes, at low load'
      : said.latency[which] >= alone.kind[which]
        ? 'only if most are short'
        : '**no**',
    needed,
  ];
  const of = (perHour: number) => gpus.needed.find(one => one.perHour === perHour)!;
  const throughput = (perHour: number): string[] => [
    `S4-9 ${whole(perHour)} an hour from one GPU`,
    `${whole(fullSpeed(alike))} at full load (${whole(fullSpeed(kind))}); ${most.alike} (${most.kind}) with P95 within 30 s; ${whole(batching.best.perHour)} with the best batches`,
    yes(most.kind >= perHour),
    `${of(perHour).alike} GPUs (${of(perHour).kind}), or a cache that answers ${percent(hitsFor(perHour, most.alike))}`,
  ];
  const several = of(said.perHourSeveral);
  const rows = [
    throughput(said.perHourOneGpu.least),
    throughput(said.perHourOneGpu.most),
    [
      `S4-9 ${whole(said.perHourSeveral)} an hour and more from several`,
      `${several.alike} GPUs (${several.kind}) with P95 within 30 s`,
      'yes, for its price',
      'as many GPU nodes, and a quota for them',
    ],
    p('p50', `half of the images in less than 15 s: fewer steps, or a faster GPU`),
    p('p95', `at most ${most.alike} images an hour and GPU (${most.kind})`),
    p('p99', 'the same'),
    [
      `S4-11 ${dollars(said.dollarsAMonth)} a month`,
      dollars(cost.total),
      yes(cost.total <= said.dollarsAMonth),
      `a GPU node that runs ${cost.gpuHoursADay.toFixed(1)} hours a day, or a year's commitment, or spot`,
    ],
    [
      `S4-11 ${percent(said.uptime, 1)} uptime`,
      `${percent(uptime.drawn, 2)} by assumed rates, ${percent(uptime.promised, 2)} by what single instances are promised`,
      uptime.drawn >= said.uptime ? 'yes, if the rates hold' : '**no**',
      'three Kafka brokers, a second GPU node in another zone, somebody on call',
    ],
  ];
  const reached = rows.filter(([, , holds]) => holds!.startsWith('yes')).length;
  return {
    title: 'What of the document is reached?',
    answer: `${reached} of ${rows.length} rows, each taken alone, and not together: the latencies hold for a GPU that is idle most of the time, the images an hour need one that never is.`,
    about:
      'Each row is answered by the questions below. In brackets: the kinder reading, in which most images are short.',
    head: ['row', 'found', 'reached', 'what would be needed'],
    rows,
  };
}
