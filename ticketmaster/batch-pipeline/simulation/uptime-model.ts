import { simulation } from './engine/events.ts';
import { alternate } from './engine/faults.ts';
import { streamOf } from './engine/random.ts';

/** A part of the drawing: `of` of it, of which `needs` must work. Times in hours. */
export interface Part {
  what: string;
  of: number;
  needs: number;
  mtbf: number;
  mttr: number;
  /** Repaired by a person: at night, and where nobody is called, later. */
  byHand?: true;
  source: string;
}

const ASSUMED = 'assumption';

/** What AWS owes for: a single EC2 instance that is there less than this part of a month is paid back in part. */
export const EC2_SLA = { availability: 0.995, source: 'https://aws.amazon.com/compute/sla/' };

/** As the document draws it. Rates without a source are assumptions: they are inputs, and the table says what changes with them. */
export const asDrawn: Part[] = [
  { what: 'API pods on two nodes', of: 2, needs: 1, mtbf: 720, mttr: 2 / 60, source: ASSUMED },
  { what: 'GPU node', of: 1, needs: 1, mtbf: 720, mttr: 0.25, source: ASSUMED },
  // Two brokers that are their own controllers have a majority of two: https://kafka.apache.org/40/operations/kraft
  { what: 'Kafka brokers', of: 2, needs: 2, mtbf: 4_380, mttr: 1, byHand: true, source: ASSUMED },
  { what: 'Redis, primary and replica', of: 2, needs: 1, mtbf: 4_380, mttr: 0.5, source: ASSUMED },
  { what: 'Redis, while it fails over', of: 1, needs: 1, mtbf: 4_380, mttr: 1 / 60, source: ASSUMED },
  { what: 'zone of the GPU node and its volume', of: 1, needs: 1, mtbf: 17_520, mttr: 4, source: ASSUMED },
  {
    what: 'load balancer',
    of: 1,
    needs: 1,
    ...ofAvailability(0.9999, 720),
    source: 'https://aws.amazon.com/elasticloadbalancing/sla/',
  },
  { what: 'a bad release', of: 1, needs: 1, mtbf: 1_440, mttr: 0.5, byHand: true, source: ASSUMED },
];

export function ofAvailability(availability: number, mtbf: number): { mtbf: number; mttr: number } {
  return { mtbf, mttr: (mtbf * (1 - availability)) / availability };
}

/** The part of the time in which at least as many work as are needed, each without regard to the others. */
export function availabilityOf({ of, needs, mtbf, mttr }: Part): number {
  const up = mtbf / (mtbf + mttr);
  let sum = 0;
  for (let working = needs; working <= of; working++)
    sum += choose(of, working) * up ** working * (1 - up) ** (of - working);
  return sum;
}

/** All parts are needed. */
export const together = (parts: Part[]) => parts.reduce((product, part) => product * availabilityOf(part), 1);

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

export const MONTH = 730;

/** Hours in which something that is needed is away, month by month. */
export function monthsOf(parts: Part[], months: number, seed: number): number[] {
  const sim = simulation();
  const away = Array.from({ length: months }, () => 0);
  let missing = 0;
  let since = 0;
  function change(by: number): void {
    if (missing > 0) spread(since, sim.now());
    since = sim.now();
    missing += by;
  }
  function spread(from: number, to: number): void {
    for (let month = Math.floor(from / MONTH); month < months && month * MONTH < to; month++)
      away[month]! += Math.min(to, (month + 1) * MONTH) - Math.max(from, month * MONTH);
  }
  for (const { what, of, needs, mtbf, mttr } of parts) {
    let working = of;
    for (let nth = 0; nth < of; nth++)
      alternate(sim, { mtbfMs: mtbf, mttrMs: mttr }, streamOf(seed, `${what} ${nth}`), {
        fails: () => void (working-- === needs && change(1)),
        repaired: () => void (++working === needs && change(-1)),
      });
  }
  sim.runUntil(months * MONTH);
  change(0);
  return away;
}
