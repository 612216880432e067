import { median, span, whole } from '../../bench/numbers.ts';
import { type Cell, nameOf, speeds } from '../../compare/locking/cell.ts';
import type { Left } from '../../compare/locking/killed.ts';
import { PROMISES } from '../../compare/locking/promises.ts';
import { technologies } from '../../compare/locking/technologies.ts';
import type { Kept } from '../../compare/promises.ts';
import { type Family, type Figure, figureIn, promisesIn, sectionOf } from '../figures.ts';
import type { Measured } from '../reports.ts';

const home = 'ticketmaster/tech-locking-and-transactions';
const KILLED = 'Killed in the middle';

/** A row for each way. What is said of its promises was measured: in every rush of the comparison, in the kill, and by its own tests. */
export const locking: Family = {
  name: 'Locking and transactions',
  home,
  technologies(sections) {
    const cells = cellsIn(sections);
    return technologies.flatMap(({ name: technology, folder, servers, emulator, ways }) =>
      ways.map(({ way, unsafe }) => {
        const name = nameOf({ technology, way });
        return {
          ...{ name, lesson: `${home}/${folder}`, servers, ...(emulator && { emulator }) },
          promises: [...soldOnce(cells, name), ...balanced(sections, name), ...promisesIn(sections, PROMISES, name)],
          speed: unsafe ? [] : [false, true].flatMap(most => besidePessimistic(cells, name, most)),
          recovery: figureIn(sections, {
            ...{ title: KILLED, column: 'recovery took, ms', row: name, label: 'killed in the middle, ms' },
          }),
        };
      }),
    );
  },
};

const isCell = (one: unknown): one is Cell => typeof one === 'object' && one !== null && 'seatsPerOrder' in one;

const cellsIn = (sections: Measured[]): (Cell & { section: string })[] =>
  sections.flatMap(({ title, raw }) =>
    Array.isArray(raw) ? raw.filter(isCell).map(cell => ({ ...cell, section: title })) : [],
  );

function soldOnce(cells: Cell[], name: string): Kept[] {
  const rounds = cells.filter(cell => nameOf(cell) === name).flatMap(cell => cell.rounds);
  if (rounds.length === 0) return [];
  const twice = rounds.reduce((sum, { soldTwice }) => sum + soldTwice, 0);
  const because = `${whole(twice)} seats were sold twice in ${rounds.length} rounds`;
  return [{ promise: 'never sold twice under load', ...(twice > 0 && { brokenBecause: because }) }];
}

function balanced(sections: Measured[], name: string): Kept[] {
  const left = (sectionOf(sections, KILLED)?.raw as Left[] | undefined)?.find(one => one.name === name);
  if (!left) return [];
  const { faults } = left.behind;
  return [{ promise: 'balanced after kill -9', ...(faults.length > 0 && { brokenBecause: faults.join(', ') }) }];
}

/** Sales of a way for each sale of PostgreSQL's pessimistic one in the same round: 64 buyers, one seat an order. */
function besidePessimistic(cells: (Cell & { section: string })[], name: string, most: boolean): Figure[] {
  const crowd = cells.filter(({ buyers, seatsPerOrder }) => buyers === 64 && seatsPerOrder === 1);
  const seats = (most ? Math.max : Math.min)(...crowd.map(cell => cell.seats));
  const [cell, beside] = [name, 'PostgreSQL, pessimistic'].map(wanted =>
    crowd.find(one => one.seats === seats && nameOf(one) === wanted),
  );
  if (!cell || !beside) return [];
  const ratios = speeds(cell).map((perSecond, round) => perSecond / speeds(beside)[round]!);
  if (!Number.isFinite(median(ratios))) return [];
  const label = `sales ÷ pessimistic, ${seats === 1 ? 'one seat' : `${whole(seats)} seats`}`;
  return [{ label, value: span(ratios, ratio => ratio.toFixed(2)), section: cell.section }];
}
