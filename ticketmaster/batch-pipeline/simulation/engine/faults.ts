import type { Simulation } from './events.ts';
import { exponential, type Random } from './random.ts';

/** How often something fails while it works, and how long it takes to repair: means, ms. */
export interface Fault {
  mtbfMs: number;
  mttrMs: number;
}

/** Fails and is repaired for ever; both times are drawn from exponential distributions. */
export function alternate(
  { after }: Pick<Simulation, 'after'>,
  { mtbfMs, mttrMs }: Fault,
  random: Random,
  { fails, repaired }: { fails: () => void; repaired: () => void },
): void {
  const [working, away] = [exponential(mtbfMs), exponential(mttrMs)];
  const work = () =>
    after(working(random), () => {
      fails();
      after(away(random), () => {
        repaired();
        work();
      });
    });
  work();
}

/** The part of the time in which it works, 0 to 1. */
export const availabilityOf = ({ mtbfMs, mttrMs }: Fault): number => mtbfMs / (mtbfMs + mttrMs);
