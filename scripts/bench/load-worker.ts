/** One thread of a load generator: answers each Share it is sent with the Answers it got. */
import { connect } from 'node:net';
import { createHistogram, performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import { seeded, zipf } from '../../ticketmaster/testing/zipf.ts';
import type { Answers, Share } from './load.ts';

parentPort!.on('message', (share: Share) => void carryOut(share).then(answers => parentPort!.postMessage(answers)));

async function carryOut(share: Share): Promise<Answers> {
  const answers: Answers = { good: 0, ms: 0, latencies: createHistogram(), busy: 0, bad: {} };
  const urls = [share.url].flat();
  const { pick } = share;
  const draw = pick && zipf(pick.keys, pick.skew, seeded(pick.seed + share.numbers.from)); // each thread its own
  let next = share.numbers.from;
  const before = performance.eventLoopUtilization();
  const start = performance.now();
  const until = start + share.seconds * 1_000;
  const nextNumber = () => {
    if (next >= share.numbers.to || performance.now() >= until) return undefined;
    const number = draw ? draw() : next;
    next += share.step;
    return number;
  };
  await Promise.all(
    Array.from({ length: share.connections }, (_, i) =>
      converse({ ...share, url: urls[i % urls.length]! }, nextNumber, answers),
    ),
  );
  answers.ms = performance.now() - start;
  answers.busy = performance.eventLoopUtilization(before).utilization;
  return answers;
}

/** Builds the request of a number. The number has always nine digits, so the Content-Length is always the same. */
function requestText({ url, method, path, headers, body = '', words }: ToOne): (n: number) => string {
  const fields = {
    host: new URL(url).host,
    ...headers,
    ...(body && { 'content-length': `${numbered(body, 0).length}` }),
  };
  const lines = [`${method} ${path} HTTP/1.1`, ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)];
  const whole = `${lines.join('\r\n')}\r\n\r\n${body}`;
  if (words) return n => numbered(whole, n).replace(/\{(\d)\}/g, (_, word: string) => words[n]![Number(word)]!);
  const parts = whole.split('{n}');
  return n => (parts.length === 1 ? parts[0]! : parts.join(digits(n)));
}

const digits = (n: number) => `${n}`.padStart(9, '0');
const numbered = (text: string, n: number) => text.replaceAll('{n}', digits(n));

/** A share, and which of its servers a connection leads to. */
type ToOne = Share & { url: string };

/** One connection: sends a request, takes in its whole answer, sends the next. Settles, never rejects: what failed is counted. */
function converse(share: ToOne, nextNumber: () => number | undefined, answers: Answers): Promise<void> {
  const { hostname, port } = new URL(share.url);
  const text = requestText(share);
  return new Promise(resolve => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true, timeout: 15_000 });
    let received = '';
    let sentAt = 0;
    const send = () => {
      const number = nextNumber();
      if (number === undefined) return socket.destroy();
      const request = text(number);
      received = '';
      sentAt = performance.now();
      socket.write(request, 'latin1');
    };
    const bad = (kind: string, example: string) => {
      answers.bad[kind] = (answers.bad[kind] ?? 0) + 1;
      answers.example ??= example;
    };
    socket.on('connect', send);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      answers.latencies.record(Math.max(1, Math.round((performance.now() - sentAt) * 1e6)));
      if (Number(received.slice(9, 12)) === share.expect) answers.good++;
      else bad(received.slice(9, 12), received);
      send();
    });
    socket.on('end', () => bad('connection closed', received || 'nothing was answered'));
    socket.on('timeout', () => socket.destroy(Object.assign(new Error('no answer in 15 s'), { code: 'no answer' })));
    socket.on('error', (error: NodeJS.ErrnoException) => bad(error.code ?? 'error', error.message));
    socket.on('close', () => resolve());
  });
}

/** The lab's servers say how long each answer is. */
function isWhole(received: string): boolean {
  const headEnds = received.indexOf('\r\n\r\n');
  if (headEnds < 0) return false;
  const length = received.slice(0, headEnds).match(/\r\ncontent-length: *(\d+)/i)?.[1];
  if (length === undefined) throw new Error(`An answer came without Content-Length:\n${received}`);
  return received.length >= headEnds + 4 + Number(length);
}
