import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crowd, joinAll, startServer } from '../../../ticketmaster/tech-notifications/compare.ts';
import { OPERATOR_TOKEN } from '../../../ticketmaster/tech-notifications/contract/crowd.ts';
import { broadcast, holdStreams, residentKb } from '../../../ticketmaster/tech-notifications/sse/load.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { spawnServer } from '../../../ticketmaster/testing/processes.ts';
import { openLoadGenerator } from '../../bench/load.ts';
import { ms, span, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';
import { technologies } from './technologies.ts';

const STREAMS = 10_000;

interface Held {
  openedPerSecond: number;
  kbEach: number;
  p50Ms: number;
  p99Ms: number;
  eventsPerSecond: number;
  /** Events per second ÷ answers per second of a bare node:http server that says hello, measured in the same round. */
  overHello: number;
  lost: number;
  twice: number;
}

/** As many open streams as a popular event has visitors, held by one process, and all of them told at once. */
export async function manyStreams({ urls, interrupted, tell, rounds }: Measuring): Promise<Section> {
  const held: Held[] = [];
  for (let round = 1; round <= rounds; round++) {
    const hello = await helloPerSecond(interrupted);
    const one = await hold(urls, hello);
    held.push(one);
    tell(`streams ${round}/${rounds}   ${one.kbEach.toFixed(1)} KB each, p99 ${ms(one.p99Ms)} ms`);
  }
  const of = (what: keyof Held, shown: (value: number) => string) =>
    span(
      held.map(one => one[what]),
      shown,
    );
  return {
    title: 'Ten thousand streams',
    about: `One server process of the SSE lesson holds ${whole(STREAMS)} streams of one client process; then all of these visitors are let in by one call. Memory is that of the process with the streams less that without. Times are those from the first who heard, and so without the transaction. ${rounds} rounds, a new server for each: median (least–most).`,
    head: ['', 'one process'],
    rows: [
      ['streams opened per second', of('openedPerSecond', whole)],
      ['memory, KB per stream', of('kbEach', kb => kb.toFixed(1))],
      ['told, p50 ms', of('p50Ms', ms)],
      ['told, p99 ms', of('p99Ms', ms)],
      ['events per second', of('eventsPerSecond', whole)],
      ['events per second ÷ answers per second of bare node:http', of('overHello', ratio => ratio.toFixed(2))],
      ['lost', of('lost', whole)],
      ['twice', of('twice', whole)],
    ],
    notes: ['The client is one process on the same machine and competes with the server; a server alone is faster.'],
    raw: held,
  };
}

async function hold(urls: Record<string, string>, hello: number): Promise<Held> {
  const server = await startServer(technologies.find(({ folder }) => folder === 'sse')!, urls);
  try {
    const eventId = unique('many');
    const visitors = crowd(STREAMS);
    await joinAll(server.url, eventId, visitors);
    const before = await residentKb(server.process.pid!);
    const streams = await holdStreams(server.url, visitors);
    await sleep(2_000);
    const kbEach = ((await residentKb(server.process.pid!)) - before) / STREAMS;
    const told = await broadcast(server.url, OPERATOR_TOKEN, eventId, streams);
    streams.close();
    const { p50Ms, p99Ms, lastMs, lost, twice } = told;
    const eventsPerSecond = (STREAMS * 1_000) / lastMs;
    return {
      ...{ openedPerSecond: (STREAMS * 1_000) / streams.openedInMs, kbEach, p50Ms, p99Ms, lost, twice },
      ...{ eventsPerSecond, overHello: eventsPerSecond / hello },
    };
  } finally {
    await server.end();
  }
}

async function helloPerSecond(interrupted: AbortSignal): Promise<number> {
  const bare = await spawnServer(join(import.meta.dirname, '../../bench/simplest/bare-node.ts'));
  const generator = openLoadGenerator(interrupted);
  try {
    const load = { connections: 64, method: 'GET', path: '/', numbers: { from: 0, to: 1e9 }, expect: 200 } as const;
    await generator.run({ ...load, url: bare.url, seconds: 1 });
    return (await generator.run({ ...load, url: bare.url, seconds: 3 })).perSecond;
  } finally {
    await generator.close();
    await bare.end();
  }
}
