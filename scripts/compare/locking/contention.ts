import { median, whole } from '../../bench/numbers.ts';
import type { Line } from '../../charts/lines.ts';
import type { Section } from '../comparison.ts';
import { type Cell, nameOf, orderInWords, speeds, spread } from './cell.ts';

/** How speed changes with the seats on sale, for every number of buyers and of seats in an order: a chart of each kind of way, a line for each way. */
export function fromFewToMany(cells: Cell[]): Section[] {
  const of = (kind: Kind) => cells.filter(cell => kindOf(cell) === kind);
  const reference = of('in').filter(({ way }) => way === 'pessimistic');
  return [
    section('From few seats to many, in PostgreSQL', 'ways-in-postgresql.svg', of('in')),
    section('From few seats to many, beside PostgreSQL', 'ways-beside-postgresql.svg', [...reference, ...of('beside')]),
    section('From few seats to many, by an engine or on two nodes', 'ways-past-one-node.svg', [
      ...reference,
      ...of('past'),
    ]),
  ];
}

type Kind = 'in' | 'beside' | 'past';
function kindOf({ technology }: Cell): Kind {
  if (technology === 'PostgreSQL') return 'in';
  return /^Durable execution|nodes$/.test(technology) ? 'past' : 'beside';
}

const facetOf = ({ buyers, seatsPerOrder }: Cell) => `${buyers} buyers, ${orderInWords(seatsPerOrder)}`;

/** A way that is all of its technology is called once. */
const labelOf = (cell: Cell) =>
  cell.technology.toLowerCase().replaceAll(' ', '-') === cell.way ? cell.technology : nameOf(cell);

function section(title: string, file: string, cells: Cell[]): Section {
  const facets = [...Map.groupBy(cells, facetOf)];
  const { rounds } = cells[0]!;
  return {
    title,
    about: `How many times as many sales per second with the most seats on sale as with the fewest, by the medians of ${rounds.length} rounds: what contention costs a way.`,
    head: ['way', ...facets.map(([facet]) => facet)],
    rows: [...Map.groupBy(cells, labelOf)].map(([label, own]) => [
      label,
      ...facets.map(([facet]) => gain(own.filter(cell => facetOf(cell) === facet))),
    ]),
    chart: {
      ...{ kind: 'lines', file, title: `Sales per second${title.replace(/^From/, ', from')}` },
      subtitles: ['median, and from the slowest to the fastest round'],
      x: { title: 'seats on sale at once', unit: 'seats', log: true },
      y: { title: 'sales per second', unit: 'sales per second', log: true },
      lines: facets.flatMap(([facet, level]) =>
        [...Map.groupBy(level, labelOf)].map(
          ([label, own]): Line => ({
            ...{ label, facet },
            points: own.map(cell => ({ x: cell.seats, ...spread(cell) })),
          }),
        ),
      ),
    },
    raw: undefined,
  };
}

function gain(own: Cell[]): string {
  const medians = own.toSorted((a, b) => a.seats - b.seats).map(cell => median(speeds(cell)));
  const ratio = medians.at(-1)! / medians[0]!;
  return ratio < 10 ? ratio.toFixed(1) : whole(ratio);
}
