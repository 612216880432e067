import type { Rates } from './on-sale/rates.ts';
import { batching } from './questions/batching.ts';
import { burst } from './questions/burst.ts';
import { cache } from './questions/cache.ts';
import { claims } from './questions/claims.ts';
import { cpu, type MeasuredWorker } from './questions/cpu.ts';
import { day } from './questions/day.ts';
import { failures } from './questions/failures.ts';
import { gpus } from './questions/gpus.ts';
import { load } from './questions/load.ts';
import { price } from './questions/price.ts';
import type { Effort } from './questions/search.ts';
import { tenMillion } from './questions/ten-million.ts';
import { uptime } from './questions/uptime.ts';
import type { Section } from './section.ts';

/** So much stands in the repo. */
export const FULL = { runs: 3, jobs: 4_000 };

/** All questions. The same seed, rates and effort give the same answers. `worker` is what was measured of the lab's own. */
export function answers(effort: Effort, rates: Rates, worker?: MeasuredWorker): Section[] {
  const found = {
    ...{ load: load(effort), gpus: gpus(effort), batching: batching(effort) },
    ...{ cost: price(), uptime: uptime(effort) },
  };
  const forPeak = found.gpus.needed.find(({ perHour }) => perHour === 1_000)!.alike * 2;
  return [
    claims(found),
    found.load.section,
    found.gpus.section,
    found.batching.section,
    cache(found.load, effort),
    burst(effort),
    day(forPeak, effort),
    failures(found.load.most.alike, found.gpus.needed[0]!.alike, effort),
    ...(worker ? [cpu(worker, effort)] : []),
    found.cost.section,
    found.uptime.section,
    ...tenMillion(rates).sections,
  ];
}
