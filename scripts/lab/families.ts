/** The families that are compared, and how each fills its rows of the matrix. */
import { batchPipeline } from './families/batch-pipeline.ts';
import { caching } from './families/caching.ts';
import { flashSales } from './families/flash-sales.ts';
import { locking } from './families/locking.ts';
import { notifications } from './families/notifications.ts';
import { waitingRoom } from './families/waiting-room.ts';
import type { Family, Technology } from './figures.ts';
import type { Compared } from './reports.ts';

export const families: Family[] = [waitingRoom, notifications, locking, caching, flashSales, batchPipeline];

/** The comparisons of a family, its own first. */
export const ofFamily = ({ home }: Family, all: Compared[]) =>
  all
    .filter(compared => compared.home === home || compared.home.startsWith(`${home}/`))
    .toSorted((a, b) => a.home.length - b.home.length);

/** A row, with what this machine has measured for it beside. */
export interface Row {
  family: Family;
  technology: Technology;
  own: Technology | undefined;
}

/** All rows of the matrix. Throws where a comparison belongs to no family: it would be missing on the page. */
export function rowsOf(all: Compared[]): Row[] {
  const placed = families.flatMap(family => ofFamily(family, all));
  const lost = all.find(compared => !placed.includes(compared));
  if (lost) throw new Error(`${lost.home} is of no family that the lab's page knows`);
  return families.flatMap(family => {
    const compared = ofFamily(family, all);
    const own = family.technologies(compared.flatMap(({ own }) => own));
    return family.technologies(compared.flatMap(({ sections }) => sections)).map(technology => ({
      ...{ family, technology },
      own: own.find(({ name }) => name === technology.name),
    }));
  });
}
