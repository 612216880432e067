import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from 'ioredis';
import { connectToCluster } from '../../../ticketmaster/redis/cluster.ts';
import { killServer, startServer } from '../../../ticketmaster/testing/processes.ts';
import type { Measuring, Section } from '../comparison.ts';
import { atRate } from './at-rate.ts';
import { type Answered, nodeDiesSection } from './node-dies-table.ts';
import { eventIdOf } from './on-sale.ts';
import { openStage, pathOf, type Stage } from './stage.ts';

/** Reads a second, of so many events in turn; before the kill, and after it. */
const READS = 400;
const EVENTS = 60;
const BEFORE_MS = 3_000;
const AFTER_MS = 9_000;

/** The master that has a replica is killed while readers read through Redis alone, in which nothing hides it. */
export async function nodeDies(measuring: Measuring): Promise<Section[]> {
  await using stage = await openStage(measuring);
  const cluster = await connectToCluster(measuring.urls.REDIS_CLUSTER_URL!, { withinMs: 1_000 });
  try {
    const { master, name, replicaId } = await masterWithReplica(cluster, measuring.urls);
    const answers: Answered[] = [];
    const start = performance.now();
    const reading = readAll(stage, answers, start);
    await sleep(BEFORE_MS);
    const killedMs = performance.now() - start;
    await killServer(name);
    measuring.tell(`node dies     ${name} at ${master} was killed`);
    const takenOverMs = (await untilTakenOver(cluster, replicaId)) - start;
    await sleep(Math.max(0, killedMs + AFTER_MS - (performance.now() - start)));
    const { missed } = await reading.stop();
    await startServer(name); // it follows now
    measuring.tell(`node dies     its replica took over after ${Math.round(takenOverMs - killedMs)} ms`);
    return [nodeDiesSection({ answers, killedMs, takenOverMs, missed, reads: READS, events: EVENTS })];
  } finally {
    cluster.disconnect();
  }
}

function readAll({ servers }: Stage, answers: Answered[], start: number) {
  let nth = 0;
  return atRate(READS, 256, async () => {
    const sentMs = performance.now() - start;
    const [server, eventId] = [servers[nth % 2]!, eventIdOf(nth++ % EVENTS)];
    const response = await fetch(`${server}${pathOf('redis', eventId)}`);
    await response.arrayBuffer();
    const from = response.status === 200 ? response.headers.get('x-cache')! : `${response.status}`;
    answers.push({ sentMs, tookMs: performance.now() - start - sentMs, from });
  });
}

const fieldsOf = async (cluster: Cluster) =>
  String(await cluster.cluster('NODES'))
    .trim()
    .split('\n')
    .map(line => line.split(' '))
    .map(([id = '', address = '', flags = '', follows = '']) => ({ id, node: address.split('@')[0]!, flags, follows }));

async function masterWithReplica(cluster: Cluster, urls: Record<string, string>) {
  const nodes = await fieldsOf(cluster);
  const replica = nodes.find(({ flags }) => flags.includes('slave'));
  const master = nodes.find(({ id }) => id === replica?.follows);
  if (!replica || !master) throw new Error('No master of the cluster has a replica');
  const [variable] = Object.entries(urls).find(([, url]) => new URL(url).host === master.node) ?? [];
  if (!variable) throw new Error(`${master.node} is no node of the lab's own`);
  const nthNode = /_(\d)$/.exec(variable)?.[1];
  return { master: master.node, replicaId: replica.id, name: nthNode ? `redis-cluster-${nthNode}` : 'redis-cluster' };
}

/** When the others say that the replica is a master. */
async function untilTakenOver(cluster: Cluster, replicaId: string): Promise<number> {
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await sleep(50)) {
    const nodes = await fieldsOf(cluster).catch(() => []); // asked one that is away
    if (nodes.find(({ id }) => id === replicaId)?.flags.includes('master')) return performance.now();
  }
  throw new Error('The replica has not taken over within 30 s');
}
