import { alike, fullSpeed, kind, readings, said } from '../document.ts';
import { HOUR } from '../engine/arrivals.ts';
import { drawn, total } from '../prices.ts';
import { exactly, type Section } from '../section.ts';
import { dollars, percent, seconds, whole } from '../shown.ts';
import { atRate, type Effort, fewestWorkers, latencies, middle, mostPerHour } from './search.ts';

const COUNTS = [1, 2, 4, 8, 16, 32];

export interface Gpus {
  section: Section;
  /** GPUs for 500, 1,000 and 5,000 images an hour, by reading. */
  needed: { perHour: number; alike: number; kind: number }[];
}

/** Several GPUs behind one queue: with many, each may be busier. */
export function gpus(effort: Effort): Gpus {
  const most = (workers: number, reading: typeof alike) =>
    mostPerHour(
      { service: reading.service, workers },
      ['p95', 'p99'],
      workers * fullSpeed(reading),
      effort,
      workers / 2,
    );
  const found = COUNTS.map(workers => ({ workers, alike: most(workers, alike), kind: most(workers, kind) }));
  const loads = [said.perHourOneGpu.least, said.perHourOneGpu.most, said.perHourSeveral];
  const needed = loads.map(perHour => ({
    ...{ perHour, alike: fewestWorkers(perHour, alike, effort), kind: fewestWorkers(perHour, kind, effort) },
  }));
  const last = needed.at(-1)!;
  const oneLess = ({ perHour, alike: enough }: (typeof needed)[number]) => {
    const workers = enough - 1;
    if (perHour >= workers * fullSpeed(alike)) return 'queue grows';
    const plan = atRate(perHour, 5 * effort.jobs, { service: alike.service, workers });
    return seconds(middle(latencies(plan, effort), 'p95'));
  };
  const cost = (gpus: number) => dollars(total(drawn(gpus)));
  return {
    needed,
    section: {
      title: 'How many GPUs make 500, 1,000 and 5,000 images an hour?',
      answer: `With P95 within 30 s: ${needed.map(one => `${one.alike} for ${whole(one.perHour)} (${one.kind} if most images are short)`).join(', ')}. "5,000 and more" is within reach, for ${cost(last.alike)} a month and not for $435.`,
      about: `All GPUs take from one queue, one image at a time. For each number of them the most images an hour with P95 ≤ 30 s and P99 ≤ 45 s, found by bisection. Where one GPU less misses the bound by tenths of a second, another seed may say one less. The month is the whole cluster as drawn, with so many GPU nodes all the time.`,
      head: [
        'images an hour',
        'GPUs',
        'each busy',
        'P95 s with one less',
        'a month',
        'GPUs, most images short',
        'a month then',
      ],
      rows: needed.map(one => [
        ...[whole(one.perHour), `${one.alike}`, percent((one.perHour * alike.meanMs) / HOUR / one.alike), oneLess(one)],
        ...[cost(one.alike), `${one.kind}`, cost(one.kind)],
      ]),
      notes: found.map(
        one =>
          `${one.workers} GPU${one.workers > 1 ? 's' : ''}: ${whole(one.alike)} images an hour (${percent(one.alike / one.workers / fullSpeed(alike))} busy); ${whole(one.kind)} if most are short.`,
      ),
      chart: {
        ...{ kind: 'lines', file: 'gpus.svg', title: 'Many GPUs behind one queue may each be busier' },
        subtitles: ['the most images an hour and GPU with P95 within 30 s and P99 within 45 s'],
        x: { title: 'GPUs', unit: 'count', log: true },
        y: { title: 'images', unit: 'per hour and GPU' },
        lines: readings.map(({ name }, nth) => ({
          label: name,
          points: found.map(one => ({ x: one.workers, ...exactly((nth === 0 ? one.alike : one.kind) / one.workers) })),
        })),
      },
    },
  };
}
