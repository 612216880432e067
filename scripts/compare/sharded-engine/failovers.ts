import { STALL_MS } from '../../../ticketmaster/flash-sales/contract/failover.ts';
import { failover, type Victim } from '../../../ticketmaster/flash-sales/sharded-engine/experiments/failover.ts';
import type { Measuring, Section } from '../comparison.ts';
import { type Fallen, failoverSection, left, type Told } from '../flash-sales/failover.ts';
import { OPERATOR, openStage } from './stage.ts';

interface Raw extends Fallen {
  victim: Victim;
  synchronous: boolean;
}

const stalled = { x: -STALL_MS / 1_000, label: 'the stream stands still' };
const promised = `Its replica hears nothing more from ${STALL_MS} ms before the kill on, as on a slow network, and is promoted at once, by hand.`;

/** Each with a whole drawing of its own. */
const scenes: { victim: Victim; synchronous: boolean; told: Told; kind: RegExp }[] = [
  {
    ...{ victim: 'ticket-1', synchronous: true, kind: /^ticket-/ },
    told: {
      title: 'A ticket service dies',
      file: 'failover-tickets.svg',
      promised: 'nginx asks the other one.',
    },
  },
  {
    ...{ victim: 'postgres-5433', synchronous: true, kind: /^postgres-/ },
    told: {
      title: 'The primary of a shard dies, synchronous replication',
      file: 'failover-shard-synchronous.svg',
      promised,
      notes: ['The other shard sells on. Nothing is acknowledged on this one while the stream stands still.'],
      marks: [stalled],
    },
  },
  {
    ...{ victim: 'postgres-5433', synchronous: false, kind: /^postgres-/ },
    told: {
      title: 'The primary of a shard dies, asynchronous replication',
      file: 'failover-shard-asynchronous.svg',
      promised,
      notes: [
        'What was acknowledged on this shard while the stream stood still is gone, and its seats can be bought again.',
      ],
      marks: [stalled],
    },
  },
  {
    ...{ victim: 'redis-6379', synchronous: true, kind: /^redis-6379/ },
    told: {
      title: 'The Redis primary dies',
      file: 'failover-redis.svg',
      promised: 'Sentinels make its replica the primary; until then nobody gets a lock.',
    },
  },
];

export async function failovers({ urls, tell }: Measuring): Promise<Section[]> {
  const sections: Section[] = [];
  for (const { victim, synchronous } of scenes) {
    await using stage = await openStage(urls.KAFKA_BROKERS!, synchronous);
    const load = { rate: 100, beforeMs: 4_000, afterMs: 8_000, operatorToken: OPERATOR };
    const raw: Raw = { ...(await failover(stage.engine, victim, load)), synchronous };
    tell(`failover      ${JSON.stringify({ ...raw, bins: [], roles: {} })}`);
    sections.push(toldOf(raw));
  }
  return sections;
}

function toldOf(raw: Raw): Section {
  const { told, kind } = scenes.find(
    ({ victim, synchronous }) => victim === raw.victim && synchronous === raw.synchronous,
  )!;
  return failoverSection(raw, { ...told, notes: [left(raw, kind), ...(told.notes ?? [])] });
}

export const failoverToldAnew = ({ raw }: Section): Section => toldOf(raw as Raw);
