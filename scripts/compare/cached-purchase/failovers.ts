import type { Drawing } from '../../../ticketmaster/flash-sales/cached-purchase/drawing.ts';
import { distribution } from '../../../ticketmaster/flash-sales/cached-purchase/experiments/distribution.ts';
import {
  BIN_MS,
  type Failover,
  failover,
  type Victim,
} from '../../../ticketmaster/flash-sales/cached-purchase/experiments/failover.ts';
import { ms, span, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { OPERATOR, openStage } from './stage.ts';

/** Requests a second, with and without the dead app server, of as many clients as can be served. */
interface Capacity {
  both: number[];
  one: number[];
}

interface Raw extends Failover {
  capacity?: Capacity;
}

const VICTIMS: Record<Victim, { title: string; file: string; promised: string }> = {
  'app-1': {
    title: 'An app server dies',
    file: 'failover-app.svg',
    promised: 'The drawing: the load balancer detects it, routes to the other, and half of the capacity is left.',
  },
  'postgres-1': {
    title: 'The primary database dies',
    file: 'failover-primary.svg',
    promised: 'The drawing: the replica is promoted, and there is no read replica.',
  },
  'redis-1': {
    title: 'The Redis master dies',
    file: 'failover-redis.svg',
    promised: 'The drawing: the replica is promoted, with the data of the master, and Redis is a single node.',
  },
};

export async function failovers({ tell }: Measuring): Promise<Section[]> {
  const sections: Section[] = [];
  for (const victim of Object.keys(VICTIMS) as Victim[]) {
    await using stage = await openStage();
    const { drawing } = stage;
    const load = { rate: 100, beforeMs: 4_000, afterMs: 8_000, operatorToken: OPERATOR };
    const most = async () => {
      const { requests, seconds } = await distribution(drawing, {
        requests: 3_000,
        products: 100,
        clients: 64,
        operatorToken: OPERATOR,
      });
      return requests / seconds;
    };
    const found = await failover(drawing, victim, load);
    const raw: Raw = { ...found, ...(victim === 'app-1' && { capacity: await capacityOf(drawing.apps[0]!, most) }) };
    tell(`failover      ${JSON.stringify({ ...raw, bins: [], roles: {} })}`);
    sections.push(failoverSection(raw));
  }
  return sections;
}

/** In turns, as others may be busy on this machine: with both, and with one of them dead. */
async function capacityOf(app: Drawing['apps'][number], most: () => Promise<number>): Promise<Capacity> {
  const capacity: Capacity = { both: [], one: [] };
  for (let round = 0; round < 3; round++) {
    await app.start();
    capacity.both.push(await most());
    await app.kill();
    capacity.one.push(await most());
  }
  return capacity;
}

export function failoverSection(raw: Raw): Section {
  const { victim, rate, phases, lost, oversold, askedAgain, roles, capacity } = raw;
  const { title, file, promised } = VICTIMS[victim];
  const roleOf = (name: string) => `${name} is ${roles[name]}`;
  const left = victim === 'app-1' ? [] : Object.keys(roles).filter(name => name.startsWith(victim.slice(0, -1)));
  const second = (away: number) => `${(away / 1_000).toFixed(1)} s`;
  return {
    title,
    about: `${whole(rate)} requests a second, four views for each purchase, sent when they are due; kill -9 at 0 s. ${promised}`,
    head: ['when', 'seconds', 'answered/s', 'refused', 'errors', 'p99 ms'],
    rows: phases.map(({ name, seconds, answered, refused, errors, p99Ms }) => [
      ...[name, seconds.toFixed(1), whole(answered / seconds), whole(refused), whole(errors), ms(p99Ms)],
    ]),
    notes: [
      `Views were away for ${second(raw.viewsAwayMs)}, purchases for ${second(raw.purchasesAwayMs)}. ${whole(askedAgain)} purchases whose end nobody knew were sent again with their keys. Orders that were acknowledged and are gone: ${lost}. Units sold twice: ${oversold}.`,
      ...(capacity
        ? [
            `As many requests as can be served, three times in turns: ${span(capacity.both)} a second by both, ${span(capacity.one)} by the one that is left. The drawing's half is of two machines. Here both app servers share the cores of one with all else: what the dead one leaves, the other and the databases use.`,
          ]
        : []),
      ...(left.length ? [`Afterwards: ${left.map(roleOf).join(', ')}.`] : []),
      ...(victim === 'postgres-1'
        ? [
            'Replication is not waited for: an order that the replica did not have at the kill would be gone. On one machine the stream is faster than the kill, so that none proves nothing.',
          ]
        : []),
    ],
    chart: timeline(raw, title, file),
    raw,
  };
}

/** Told anew, from its raw figures, where it is one of these. */
export const failoverToldAnew = (section: Section): Section => {
  const isOne = Object.values(VICTIMS).some(({ title }) => title === section.title);
  return isOne ? failoverSection(section.raw as Raw) : section;
};

const perSecond = (count: number) => (count * 1_000) / BIN_MS;

const timeline = ({ bins, victim, rate }: Raw, title: string, file: string): NonNullable<Section['chart']> => ({
  ...{ kind: 'timeline', title, file },
  subtitles: [`${rate} requests a second, four views for each purchase; ${victim} killed at 0 s`],
  x: { title: 'since the kill', unit: 's' },
  y: { title: 'per second, or 10 ms', unit: 'per second' },
  lines: (
    [
      ['answered, per second', bin => perSecond(bin.answered)],
      ['refused, per second', bin => perSecond(bin.refused)],
      ['errors, per second', bin => perSecond(bin.errors)],
      ['p99, in 10 ms', bin => bin.p99Ms / 10],
    ] as [string, (bin: Failover['bins'][number]) => number][]
  ).map(([label, of]) => ({ label, points: bins.map(bin => ({ x: bin.second, value: of(bin) })) })),
  marks: [{ x: 0, label: 'kill -9' }],
});
