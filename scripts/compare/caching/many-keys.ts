import type { Cluster } from 'ioredis';
import { connectToCluster } from '../../../ticketmaster/redis/cluster.ts';
import { nodesNow } from '../../../ticketmaster/tech-caching-hotkeys/nodes.ts';
import { type Method, manyReads } from '../../../ticketmaster/tech-caching-hotkeys/pipelining.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { median, ms, span, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { roundTripsOf } from './round-trips.ts';

/** One way to read many keys, in one round. */
export interface ManyRead {
  /** For all keys, the median of the repetitions. */
  ms: number;
  repetitions: number;
  /** Commands that the masters carried out for each repetition, a script's own among them. */
  commands: number;
}

export type ByMethod = Record<string, ManyRead[]>;

const KEYS = 300;
const LIFE_SECONDS = 600;

/** The same keys in six ways that differ in their round trips. */
export async function manyKeys({ urls, rounds, seconds, tell }: Measuring): Promise<Section> {
  const url = urls.REDIS_CLUSTER_URL!;
  const cluster = await connectToCluster(url, { withinMs: 5_000 });
  const autoPipelining = await connectToCluster(url, { withinMs: 5_000, enableAutoPipelining: true });
  try {
    const reads = manyReads(cluster, autoPipelining);
    const methods = Object.keys(reads) as Method[];
    const measured: ByMethod = Object.fromEntries(methods.map(method => [method, []]));
    const [spread, together] = [unique('many'), unique('many')];
    const keysOf = (method: Method) =>
      Array.from({ length: KEYS }, (_, n) => (method === 'Lua in one slot' ? `{${together}}:${n}` : `${spread}:${n}`));
    for (const method of methods)
      await Promise.all(keysOf(method).map((key, n) => autoPipelining.set(key, `value ${n}`, 'EX', LIFE_SECONDS)));
    const overhead = await commandsOf(cluster, async () => {}); // what looking itself is counted as
    for (let round = 1; round <= rounds; round++) {
      for (const method of methods) {
        const one = await repeated(cluster, () => reads[method](keysOf(method)), seconds, overhead);
        measured[method]!.push(one);
        tell(`many keys ${round}/${rounds} ${method.padEnd(42)} ${ms(one.ms)} ms, ${one.commands.toFixed(1)} commands`);
      }
    }
    return manyKeysSection(measured, await roundTripsOf(url, methods, keysOf), rounds, seconds);
  } finally {
    autoPipelining.disconnect();
    cluster.disconnect();
  }
}

async function repeated(
  cluster: Cluster,
  read: () => Promise<(string | null)[]>,
  seconds: number,
  overhead: number,
): Promise<ManyRead> {
  const times: number[] = [];
  await read(); // a script is loaded, a connection opened
  const commands = await commandsOf(cluster, async () => {
    for (const until = performance.now() + seconds * 1_000; performance.now() < until; ) {
      const start = performance.now();
      const values = await read();
      times.push(performance.now() - start);
      if (values.some((value, n) => value !== `value ${n}`))
        throw new Error('Many keys were read, and not all were right');
    }
  });
  return { ms: median(times), repetitions: times.length, commands: (commands - overhead) / times.length };
}

/** How many commands the masters carry out during `work`, and for looking. */
async function commandsOf(cluster: Cluster, work: () => Promise<void>): Promise<number> {
  const total = async () => (await nodesNow(cluster)).reduce((sum, { commands }) => sum + commands, 0);
  const before = await total();
  await work();
  return (await total()) - before;
}

export function manyKeysSection(
  measured: ByMethod,
  trips: Record<string, number>,
  rounds: number,
  seconds: number,
): Section {
  return {
    title: `${KEYS} keys, in six ways`,
    about: `One client reads ${KEYS} keys from three masters again and again, ${seconds} s in each way, without a network between: median (least–most) of ${rounds} rounds. Round trips are counted on the wire, in a read of their own: how often it turns from asking to answering. Commands are those that the masters counted for each time.`,
    head: ['way', 'round trips', 'ms for all', 'keys/s', 'commands'],
    rows: Object.entries(measured).map(([method, reads]) => [
      ...[
        method,
        whole(trips[method]!),
        span(
          reads.map(one => one.ms),
          ms,
        ),
        span(reads.map(one => (KEYS / one.ms) * 1_000)),
      ],
      whole(median(reads.map(({ commands }) => commands))),
    ]),
    notes: [
      'Between two machines each round trip costs a quarter of a millisecond and more: what is slow here for its round trips is slower there.',
      'Redis counts a script and each command within it; its keys share a slot, which real keys of many events do not.',
    ],
    raw: { measured, roundTrips: trips },
  };
}
