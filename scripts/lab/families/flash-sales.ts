import type { Kept } from '../../compare/promises.ts';
import { type Family, type Figure, figureIn, sectionOf } from '../figures.ts';
import { labOf } from '../lessons-in-repo.ts';
import type { Measured } from '../reports.ts';

const home = 'ticketmaster/flash-sales';
const BESIDE = 'The three beside each other';
const LOSSES = 'What each failover loses';

/** A row for each drawing. */
export const flashSales: Family = {
  name: 'Flash sales',
  home,
  technologies(sections) {
    const names = [BESIDE, LOSSES].flatMap(title => sectionOf(sections, title)?.rows.map(([name]) => name!) ?? []);
    return [...new Set(names)].map(name => ({
      ...{ name, lesson: `${home}/${name}`, servers: labOf(`${home}/${name}`).servers ?? [] },
      promises: [
        neverIn(sections, name, 'sold twice', 'nothing sold twice in a failover'),
        neverIn(sections, name, 'lost', 'no acknowledged purchase lost in a failover'),
      ].flat(),
      speed: figureIn(sections, { title: BESIDE, column: 'sales ÷ pgbench', row: name, label: 'sales ÷ pgbench' }),
      recovery: purchasesAway(sections, name),
      processes: figureIn(sections, { title: BESIDE, column: 'processes', row: name, label: 'processes' }),
    }));
  },
};

/** The failovers of a lesson: what happens, and the cell below `column`. */
function failovers(sections: Measured[], name: string, column: string): [what: string, cell: string][] {
  const section = sectionOf(sections, LOSSES);
  if (!section) return [];
  const at = section.head.indexOf(column);
  if (at < 0) throw new Error(`'${LOSSES}' has no column '${column}'`);
  return section.rows.filter(([lesson]) => lesson === name).map(row => [row[1]!, row[at]!.replaceAll('**', '')]);
}

function neverIn(sections: Measured[], name: string, column: string, promise: string): Kept[] {
  const all = failovers(sections, name, column);
  if (all.length === 0) return [];
  const broken = all.filter(([, cell]) => cell !== '0').map(([what, cell]) => `${cell} ${column} (${what})`);
  return [{ promise, ...(broken.length > 0 && { brokenBecause: broken.join('; ') }) }];
}

const purchasesAway = (sections: Measured[], name: string): Figure[] =>
  failovers(sections, name, 'purchases away').map(([label, value]) => ({ label, value, section: LOSSES }));
