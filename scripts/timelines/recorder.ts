/**
 * Loaded into every process of a walkthrough that is recorded (`--import`): writes to LAB_HISTORY, a line of JSON each, what it was asked and
 * answered, what it said, and when it stood still. A process that is killed cannot say so: watch.ts sees it.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import type { Happened } from './history.ts';

const file = process.env.LAB_HISTORY;
const script = process.argv[1] ? relative(resolve(import.meta.dirname, '../..'), resolve(process.argv[1])) : '';
if (file && isMainThread && script !== '' && !/^\.\.|node_modules/.test(script)) record(file);

const MOST_KEPT = 4_000; // characters of an answer, or of what is said

function record(file: string): void {
  const tell = (happened: Happened) => {
    const ms = performance.timeOrigin + performance.now();
    appendFileSync(file, `${JSON.stringify({ ms, pid: process.pid, ...happened })}\n`);
  };
  tell({ is: 'started', script, given: process.argv.slice(2) });
  process.on('exit', code => tell({ is: 'ended', code }));
  recordAnswers(tell);
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write;
    stream.write = ((chunk: unknown, ...rest: []) => {
      tell({ is: 'said', text: String(chunk).slice(0, MOST_KEPT) });
      return write.call(stream, chunk as string, ...rest);
    }) as typeof write;
  }
  const { kill } = process;
  process.kill = (to, signal) => {
    if (signal !== 0) tell({ is: 'signals', to, signal: `${signal ?? 'SIGTERM'}` });
    return kill.call(process, to, signal);
  };
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last > 2_000) tell({ is: 'stood still', forMs: now - last });
    last = now;
  }, 100).unref();
}

function recordAnswers(tell: (happened: Happened) => void): void {
  const calls = new WeakMap<ServerResponse, { call: number; body: string }>();
  let last = 0;
  const write = ServerResponse.prototype.write;
  const end = ServerResponse.prototype.end;
  function keep(response: ServerResponse, chunk: unknown): void {
    const known = calls.get(response);
    if (!known || (typeof chunk !== 'string' && !Buffer.isBuffer(chunk))) return;
    const text = String(chunk).slice(0, MOST_KEPT);
    const events = [...text.matchAll(/^event: *(.+)$/gm)]; // of a stream; no answer in JSON has a line like this
    for (const [, event] of events) tell({ is: 'told', call: known.call, event: event! });
    if (events.length === 0 && known.body.length < MOST_KEPT) known.body += text;
  }
  ServerResponse.prototype.write = function (this: ServerResponse, ...given: unknown[]) {
    keep(this, given[0]);
    return write.apply(this, given as Parameters<typeof write>);
  } as typeof write;
  ServerResponse.prototype.end = function (this: ServerResponse, ...given: unknown[]) {
    keep(this, given[0]);
    return end.apply(this, given as unknown as Parameters<typeof end>);
  } as typeof end;

  subscribe('http.server.request.start', message => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const call = ++last;
    calls.set(response, { call, body: '' });
    tell({ is: 'asked', call, method: request.method!, path: request.url!.split('?')[0]! });
    response.once('close', () => {
      const { body } = calls.get(response)!;
      if (response.writableFinished)
        tell({ is: 'answered', call, status: response.statusCode, body: body.slice(0, MOST_KEPT) });
      else tell({ is: 'left', call });
    });
  });
}
