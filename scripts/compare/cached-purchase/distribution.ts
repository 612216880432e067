import {
  type Distribution,
  distribution,
} from '../../../ticketmaster/flash-sales/cached-purchase/experiments/distribution.ts';
import { ms, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { OPERATOR, openStage } from './stage.ts';

const REQUESTS = 6_000;
const DRAWN = { 'Redis Cache Hits': 4_000, 'DB Replica Reads': 800, 'Direct DB Writes': 1_200 };

interface Raw {
  /** Sixty-four clients at once. */
  crowd: Distribution;
  /** One client, who never waits for another: what a request takes. */
  alone: Distribution;
}

export async function requestDistribution({ tell }: Measuring): Promise<Section[]> {
  await using stage = await openStage();
  const measured = (requests: number, clients: number) =>
    distribution(stage.drawing, { requests, clients, products: 100, operatorToken: OPERATOR });
  const alone = await measured(1_000, 1);
  const crowd = await measured(REQUESTS, 64);
  tell(`distribution  ${JSON.stringify(crowd.counts)}`);
  return distributionSections({ crowd, alone });
}

export function distributionSections(raw: Raw): Section[] {
  const { counts, connections, seconds, oversold } = raw.crowd;
  const refused = counts['being-purchased'] + counts['out-of-stock'];
  const seen = {
    ...{ 'Redis Cache Hits': counts.hit, 'DB Replica Reads': counts.replica, 'Direct DB Writes': counts.written },
    ...{ 'Refused purchases': refused, 'Views from the primary': counts.primary, Errors: counts.error },
  };
  const share = (count: number) => `${((100 * count) / REQUESTS).toFixed(1)} %`;
  const drawn: Record<string, number> = DRAWN;
  return [
    {
      title: 'Six thousand requests',
      about: `The drawing's own figures, and what was measured: ${whole(REQUESTS)} requests of 64 clients through nginx in ${seconds.toFixed(1)} s, four views for each purchase, 100 products by Zipf's law.\n\n${pie('The drawing (N=6000)', DRAWN)}\n\n${pie('Measured (N=6000)', seen)}`,
      head: ['answered by', 'drawn', 'share', 'measured', 'share'],
      rows: Object.entries(seen).map(([name, count]) => [
        ...[
          name,
          drawn[name] === undefined ? '-' : whole(drawn[name]),
          drawn[name] === undefined ? '-' : share(drawn[name]),
        ],
        ...[whole(count), share(count)],
      ]),
      notes: [
        'Each sale makes the next view of its product a miss, and one request in five is a purchase: so about one view in five misses where all come one after the other, 960 of 4,800. The drawing has 800.',
        `Refused are purchases of a product that somebody else was buying (${whole(counts['being-purchased'])}) or that was sold out (${whole(counts['out-of-stock'])}); they write nothing. Oversold: ${oversold}.`,
        `Most connections at once of both app servers that were seen: ${connections.primary} to the primary, ${connections.replica} to the replica. The drawing allows 300 to each; the app servers' pools end at 282.`,
      ],
      raw,
    },
    timesSection(raw),
  ];
}

function timesSection({ crowd, alone }: Raw): Section {
  const row = (what: string, drawn: string, of: keyof Distribution['ms']) => [
    what,
    drawn,
    ms(alone.ms[of]),
    ms(crowd.ms[of]),
  ];
  return {
    title: 'What a request takes',
    about: 'Medians as the client sees them, through TLS and nginx, beside the times of the drawing.',
    head: ['what', 'drawn ms', 'one client, ms', '64 clients, ms'],
    rows: [
      row('view, hit', '5', 'hit'),
      row('of that, Redis', '1', 'redis'),
      row('view, miss', '20', 'replica'),
      row('of that, the replica', '15', 'database'),
      row('purchase, confirmed', '50', 'written'),
      row('purchase, out of stock', '10', 'out-of-stock'),
      row('purchase, lock not got', '5', 'being-purchased'),
    ].map(cells => cells.map(cell => (cell === 'NaN' ? 'did not happen' : cell))),
    notes: [
      'All servers and all clients share the cores of one machine: 64 clients show how that queues, one client what the path costs.',
    ],
    raw: {},
  };
}

const pie = (title: string, parts: Record<string, number>) =>
  [
    '```mermaid',
    `pie title ${title}`,
    ...Object.entries(parts).flatMap(([name, count]) => (count > 0 ? [`    "${name}" : ${count}`] : [])),
    '```',
  ].join('\n');
