import type { Cluster } from 'ioredis';
import { connectToCluster } from '../../../ticketmaster/redis/cluster.ts';
import { nodesNow } from '../../../ticketmaster/tech-caching-hotkeys/nodes.ts';
import { chosenShards, nodesOf, shardOf } from '../../../ticketmaster/tech-caching-hotkeys/tiers/shards.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { median, span, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { busiestOf } from './looks.ts';

/** One event, read under its shards for a while. */
export interface HotRead {
  eventId: string;
  shards: number;
  perSecond: number;
  /** The share of all GETs that the busiest master got, 0 to 1. */
  busiest: number;
  gets: number[];
}

export type ByShards = Record<string, HotRead[]>;

/** How blind shards fall on the nodes depends on the event's name. */
const EVENTS = 12;
const IN_FLIGHT = 128;
const LIFE_SECONDS = 600;
const USERS = Array.from({ length: 4_096 }, (_, n) => `user-${n}`);

const blind = (shards: number) => (key: string) => Array.from({ length: shards }, (_, n) => `${key}:${n}`);

/** How evenly the nodes of the real cluster are used by the readers of one event. */
export async function hotKey({ urls, rounds, seconds, tell }: Measuring): Promise<Section> {
  const cluster = await connectToCluster(urls.REDIS_CLUSTER_URL!, { enableAutoPipelining: true, withinMs: 5_000 });
  try {
    const prefix = `${unique('hot')}:`;
    const kinds: Record<string, (key: string) => string[]> = {
      '1 key': blind(1),
      '4 blind shards': blind(4),
      '16 blind shards': blind(16),
      'chosen shards': key => chosenShards(key, nodesOf(cluster)),
    };
    const measured: ByShards = Object.fromEntries(Object.keys(kinds).map(kind => [kind, []]));
    for (let round = 1; round <= rounds; round++) {
      for (const [kind, shardsOf] of Object.entries(kinds)) {
        for (let event = 0; event < EVENTS; event++) {
          const eventId = `${prefix}availability:E${event}:7`;
          measured[kind]!.push(await readHot(cluster, eventId, shardsOf(eventId), seconds / EVENTS));
        }
        const busiest = median(measured[kind]!.slice(-EVENTS).map(one => one.busiest));
        tell(`hot key ${round}/${rounds}   ${kind.padEnd(42)} busiest node ${(100 * busiest).toFixed(1)} %`);
      }
    }
    return hotKeySection(measured, rounds, seconds);
  } finally {
    cluster.disconnect();
  }
}

async function readHot(cluster: Cluster, eventId: string, shards: string[], seconds: number): Promise<HotRead> {
  const value = JSON.stringify({ eventId: 'E000000000', version: 7, available: 150, seats: 200 });
  await Promise.all(shards.map(shard => cluster.set(shard, value, 'EX', LIFE_SECONDS)));
  const byUser = USERS.map(user => shardOf(user, shards));
  const before = await nodesNow(cluster);
  const start = performance.now();
  const until = start + seconds * 1_000;
  let reads = 0;
  async function reader(): Promise<void> {
    while (performance.now() < until) {
      if ((await cluster.get(byUser[reads++ % byUser.length]!)) !== value) throw new Error(`${eventId} was lost`);
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, reader));
  const perSecond = (reads / (performance.now() - start)) * 1_000;
  const gets = (await nodesNow(cluster)).map((node, i) => node.gets - before[i]!.gets);
  await Promise.all(shards.map(shard => cluster.del(shard)));
  return {
    eventId: eventId.split(':').slice(1).join(':'),
    shards: shards.length,
    perSecond,
    busiest: busiestOf(gets),
    gets,
  };
}

export function hotKeySection(measured: ByShards, rounds: number, seconds: number): Section {
  const percents = (reads: HotRead[]) => reads.map(({ busiest }) => 100 * busiest);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const kinds = Object.entries(measured);
  return {
    inReadme: true,
    title: 'One hot key on a cluster',
    about: `One client reads one event for ${(seconds / EVENTS).toFixed(2)} s, each user the shard that hash(userId) chooses; ${EVENTS} events one after the other, ${rounds} rounds. The GETs of each of the three masters are differences of its INFO commandstats: mean (least–most) over the events.`,
    head: ['spread over', 'GETs at the busiest node, %', 'GETs/s', 'keys to delete or fill when it changes'],
    rows: kinds.map(([kind, reads]) => {
      const shares = percents(reads);
      const range = [Math.min(...shares), Math.max(...shares)].map(share => share.toFixed(1)).join('–');
      const keys = [...new Set(reads.map(({ shards }) => shards))].join(' or ');
      return [kind, `${mean(shares).toFixed(1)} (${range})`, span(reads.map(({ perSecond }) => perSecond)), keys];
    }),
    notes: [
      'A key that says its version is deleted by nobody: this lesson writes one pointer for a change, however many shards there are, and the old keys age out; each shard that is read is filled once.',
      'The GETs a second are what one client process can ask for, and not what a node can answer: this machine runs all nodes and the client. What shards buy shows where a node is the bottleneck.',
    ],
    chart: {
      ...{ kind: 'bars', file: 'hot-key.svg', title: 'GETs of one hot event at the busiest of three masters' },
      subtitles: [`mean of ${EVENTS} events, ${whole(rounds)} rounds; thin line: least to most`],
      unit: 'percent of the GETs',
      bars: kinds.map(([kind, reads]) => {
        const shares = percents(reads);
        return { label: kind, value: mean(shares), min: Math.min(...shares), max: Math.max(...shares) };
      }),
    },
    raw: measured,
  };
}
