import type { Drawing } from '../../../ticketmaster/flash-sales/cached-purchase/drawing.ts';
import { distribution } from '../../../ticketmaster/flash-sales/cached-purchase/experiments/distribution.ts';
import { failover, type Victim } from '../../../ticketmaster/flash-sales/cached-purchase/experiments/failover.ts';
import { STALL_MS } from '../../../ticketmaster/flash-sales/contract/failover.ts';
import { span } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { type Fallen, failoverSection, left, type Told } from '../flash-sales/failover.ts';
import { OPERATOR, openStage } from './stage.ts';

/** Requests a second, with and without the dead app server, of as many clients as can be served. */
interface Capacity {
  both: number[];
  one: number[];
}

interface Raw extends Fallen {
  victim: Victim;
  lagging?: true;
  capacity?: Capacity;
}

/** Each with a whole drawing of its own. */
const scenes: { victim: Victim; lagging?: true; told: Told }[] = [
  {
    victim: 'app-1',
    told: {
      title: 'An app server dies',
      file: 'failover-app.svg',
      promised: 'The drawing: the load balancer detects it, routes to the other, and half of the capacity is left.',
    },
  },
  {
    victim: 'postgres-1',
    told: {
      title: 'The primary database dies',
      file: 'failover-primary.svg',
      promised: 'The drawing: the replica is promoted, and there is no read replica.',
      notes: [
        'Replication is not waited for: an order that the replica did not have at the kill would be gone. On one machine the stream is faster than the kill, so that none proves nothing.',
      ],
    },
  },
  {
    ...{ victim: 'postgres-1', lagging: true },
    told: {
      title: 'The primary database dies, and its replica lags',
      file: 'failover-lagging.svg',
      promised: `Here the replica reads nothing more from ${STALL_MS} ms before the kill on, as where the network is slow.`,
      notes: ['What was acknowledged while the stream stood still is gone, and can be bought again.'],
      marks: [{ x: -STALL_MS / 1_000, label: 'the stream stands still' }],
    },
  },
  {
    victim: 'redis-1',
    told: {
      title: 'The Redis master dies',
      file: 'failover-redis.svg',
      promised: 'The drawing: the replica is promoted, with the data of the master, and Redis is a single node.',
    },
  },
];

export async function failovers({ tell }: Measuring): Promise<Section[]> {
  const sections: Section[] = [];
  for (const { victim, lagging } of scenes) {
    await using stage = await openStage();
    const { drawing } = stage;
    const load = { rate: 100, beforeMs: 4_000, afterMs: 8_000, operatorToken: OPERATOR };
    const most = async () => {
      const { requests, seconds } = await distribution(drawing, {
        ...{ requests: 3_000, products: 100, clients: 64, operatorToken: OPERATOR },
      });
      return requests / seconds;
    };
    const found = await failover(drawing, victim, { ...load, ...(lagging && { lagging }) });
    const capacity = victim === 'app-1' && { capacity: await capacityOf(drawing.apps[0]!, most) };
    const raw: Raw = { ...found, victim, ...(lagging && { lagging }), ...capacity };
    tell(`failover      ${JSON.stringify({ ...raw, bins: [], roles: {} })}`);
    sections.push(toldOf(raw));
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

function toldOf(raw: Raw): Section {
  const { victim, capacity } = raw;
  const { told } = scenes.find(scene => scene.victim === victim && scene.lagging === raw.lagging)!;
  const notes = [
    ...(capacity
      ? [
          `As many requests as can be served, three times in turns: ${span(capacity.both)} a second by both, ${span(capacity.one)} by the one that is left. The drawing's half is of two machines. Here both app servers share the cores of one with all else: what the dead one leaves, the other and the databases use.`,
        ]
      : []),
    ...(victim === 'app-1' ? [] : [left(raw, new RegExp(`^${victim.slice(0, -1)}`))]),
    ...(told.notes ?? []),
  ];
  return failoverSection(raw, { ...told, notes });
}

/** Told anew, from its raw figures, where it is one of these. */
export const failoverToldAnew = (section: Section): Section =>
  scenes.some(({ told }) => told.title === section.title) ? toldOf(section.raw as Raw) : section;
