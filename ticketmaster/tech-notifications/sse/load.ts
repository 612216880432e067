/**
 * A crowd of browsers in one process: opens many streams to one server, lets everybody in by one call, and tells what it saw.
 *
 *   node load.ts SERVER_URL STREAMS OPERATOR_TOKEN
 */
import { execFile } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { crowd, inParallel, joinAll, letIn } from '@ticketmaster/notifications/crowd';
import type { Visitor } from '@ticketmaster/notifications/promises';
import { ask } from '@ticketmaster/testing/client';
import { unique } from '@ticketmaster/testing/eventually';
import { readStream } from './event-stream.ts';

/** An event of one stream, as it came. */
export interface Arrival {
  /** When, as performance.now() has it. */
  at: number;
  event: string;
  data: string;
}

export interface HeldStreams {
  openedInMs: number;
  /** For each visitor, in their order, what came so far. */
  arrivals(): readonly (readonly Arrival[])[];
  /** When the last byte came to any of them. */
  lastAt(): number;
  close(): void;
}

/** On Linux every address 127.x.y.z is this machine; each has ports of its own, so there may be more connections than ports. */
const localAddress = (i: number) => (process.platform === 'linux' ? `127.0.0.${2 + (i % 8)}` : '127.0.0.1');

/** The stream of a visitor who has joined. */
const streamOf = ({ visitorId, key }: Visitor) =>
  `GET /api/visitors/${visitorId}/stream HTTP/1.1\r\nAuthorization: Bearer ${key}\r\n`;

export const holdStreams = (serverUrl: string, visitors: readonly Visitor[]) =>
  holdAll(serverUrl, visitors.map(streamOf));

/**
 * Opens a stream for each of these requests, lines of HTTP, over bare sockets. What comes is only put down with its time, and read
 * afterwards: this process shares a machine with the server that is measured.
 */
export async function holdAll(serverUrl: string, requests: readonly string[]): Promise<HeldStreams> {
  const began = performance.now();
  const opened: OpenStream[] = [];
  let lastAt = began;
  await inParallel([...requests.entries()], async ([i, lines]) => {
    opened[i] = await open(serverUrl, lines, localAddress(i), at => {
      lastAt = at;
    });
  });
  return {
    openedInMs: performance.now() - began,
    arrivals: () => opened.map(stream => stream.arrivals()),
    lastAt: () => lastAt,
    close() {
      for (const { socket } of opened) socket.destroy();
    },
  };
}

interface OpenStream {
  socket: Socket;
  arrivals(): readonly Arrival[];
}

/**
 * Resolves when the first bytes of the stream have come.
 * @hears notification
 */
async function open(serverUrl: string, lines: string, localAddress: string, heard: (at: number) => void) {
  const { hostname: host, port } = new URL(serverUrl);
  const socket = connect({ host, port: Number(port), localAddress });
  const pieces: { at: number; text: string }[] = [];
  const begun = Promise.withResolvers<OpenStream>();
  const timer = setTimeout(() => socket.destroy(), 30_000);
  socket.setEncoding('utf8').on('data', text => {
    const at = performance.now();
    if (pieces.length > 0 || `${text}`.startsWith('HTTP/1.1 200')) begun.resolve({ socket, arrivals });
    else begun.reject(new Error(`${lines}: ${text}`));
    pieces.push({ at, text: `${text}` });
    heard(at);
  });
  socket.on('error', begun.reject);
  socket.on('close', () => begun.reject(new Error(`${lines}: no stream`)));
  socket.write(`${lines}Host: ${host}\r\n\r\n`);

  /** The lines of the HTTP head are no fields of the format, and so are read past. */
  function arrivals(): readonly Arrival[] {
    const all: Arrival[] = [];
    let at = 0;
    const read = readStream({ event: ({ event, data }) => all.push({ at, event, data }), retry() {} });
    for (const piece of pieces) {
      at = piece.at;
      read(piece.text);
    }
    return all;
  }
  return begun.promise.finally(() => clearTimeout(timer));
}

export interface Broadcast {
  /** From the first who heard to so many of a hundred, and to the last, in ms: the fan-out without the transaction before it. */
  p50Ms: number;
  p99Ms: number;
  lastMs: number;
  /** From the call to the last who heard. */
  allMs: number;
  lost: number;
  twice: number;
}

/** Lets everybody in by one call, and sees what comes of it: for 30 s at most after the answer. */
export async function broadcast(
  serverUrl: string,
  operatorToken: string,
  eventId: string,
  held: HeldStreams,
): Promise<Broadcast> {
  const size = held.arrivals().length;
  const began = performance.now();
  await letIn(serverUrl, eventId, size, operatorToken);
  const until = performance.now() + 30_000;
  const admissions = () =>
    held
      .arrivals()
      .map(all => all.filter(one => one.event === 'notification' && one.data.includes(`"eventId":"${eventId}"`)));
  let heard = admissions();
  while (performance.now() < until && heard.some(all => all.length === 0)) {
    while (performance.now() < Math.min(until, held.lastAt() + 300)) await sleep(50); // it is still coming
    heard = admissions();
    await sleep(50);
  }
  const times = heard.flatMap(all => all.slice(0, 1).map(({ at }) => at)).sort((one, other) => one - other);
  const since = (start: number, share: number) => Math.round(times[Math.ceil(times.length * share) - 1]! - start);
  return {
    p50Ms: since(times[0]!, 0.5),
    p99Ms: since(times[0]!, 0.99),
    lastMs: since(times[0]!, 1),
    allMs: since(began, 1),
    lost: size - times.length,
    twice: heard.filter(all => all.length > 1).length,
  };
}

/** What a process holds of the machine's memory, in KB. */
export async function residentKb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', `${pid}`]);
  return Number(stdout);
}

if (import.meta.main) {
  const [serverUrl = 'http://127.0.0.1:3203', streams = '1000', operatorToken = ''] = process.argv.slice(2);
  const visitors = crowd(Number(streams));
  const eventId = unique('crowd');
  const { pid } = (await ask('GET', `${serverUrl}/health`)).body as { pid: number };
  await joinAll(serverUrl, eventId, visitors);
  const before = await residentKb(pid);
  const held = await holdStreams(serverUrl, visitors);
  await sleep(1_000);
  const each = (await residentKb(pid)) - before;
  console.log(`opened ${visitors.length} in ${Math.round(held.openedInMs)} ms`);
  console.log(`memory of the server: ${(each / visitors.length).toFixed(1)} KB for each`);
  const { p50Ms, p99Ms, allMs, lost, twice } = await broadcast(serverUrl, operatorToken, eventId, held);
  console.log(`told: p50 ${p50Ms} ms, p99 ${p99Ms} ms after the first; ${allMs} ms from the call to the last`);
  console.log(`lost ${lost}, twice ${twice}`);
  held.close();
  process.exit(lost + twice > 0 ? 1 : 0);
}
