import { once } from 'node:events';
import type { RecordableHistogram } from 'node:perf_hooks';
import { createHistogram } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Sample } from './bench.ts';
import { whole } from './numbers.ts';

/** HTTP requests, sent over kept-alive connections as fast as answers come back. */
export interface Load {
  /** Of several servers each gets as many of a thread's connections. */
  url: string | string[];
  connections: number;
  /** After this no request is sent any more, and the answers still missing are waited for: what was sent is counted. */
  seconds: number;
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  /** In here, in the path and in a header `{n}` stands for the request's own number, nine digits. */
  body?: string;
  /** Each request takes the next of these numbers, `to` excluded; when they are used up, the load ends early. */
  numbers: { from: number; to: number };
  /** Of each number, words of its own: in the path and in headers `{0}`, `{1}` … stand for them. A thread gets all of them. */
  words?: string[][];
  /** Then `{n}` stands for a number that is drawn, from 0 to `keys` − 1, as skewed as said: readers of events. The same seed draws the same. */
  pick?: { keys: number; skew: number; seed: number };
  /** The only status that counts. */
  expect: number;
}

/** What one thread tells: milliseconds, and latencies in nanoseconds. */
export interface Answers {
  good: number;
  ms: number;
  latencies: RecordableHistogram;
  busy: number;
  /** How often each other thing happened, such as `503` or `ECONNRESET`; with the first of them in full. */
  bad: Record<string, number>;
  example?: string;
}

/** A thread's part of a load: every `step`th number. */
export type Share = Load & { step: number };

export interface LoadGenerator {
  /** The sample, and how many answers had the expected status. Throws when any had not, saying what came. */
  run(load: Load): Promise<Sample & { good: number }>;
  close(): Promise<void>;
}

/**
 * A load generator of `threads` threads, which stay warm from one run to the next. It speaks just the HTTP that the lab's
 * servers speak, because one that does more is slower than what it measures.
 */
export function openLoadGenerator(interrupted: AbortSignal, threads = 2): LoadGenerator {
  const workers = Array.from({ length: threads }, () => new Worker(new URL('./load-worker.ts', import.meta.url)));
  return {
    async run(load) {
      const parts = await Promise.all(
        workers.map(async (worker, i): Promise<Answers> => {
          const answered = once(worker, 'message', { signal: interrupted });
          const numbers = { from: load.numbers.from + i, to: load.numbers.to };
          const share: Share = { ...load, connections: load.connections / threads, numbers, step: threads };
          worker.postMessage(share);
          return (await answered)[0];
        }),
      );
      refuseBadAnswers(load, parts);
      return { ...sampleOf(parts), good: parts.reduce((sum, { good }) => sum + good, 0) };
    },
    close: async () => void (await Promise.all(workers.map(worker => worker.terminate()))),
  };
}

function sampleOf(parts: Answers[]): Sample {
  const latencies = createHistogram();
  for (const part of parts) latencies.add(part.latencies);
  return {
    perSecond: parts.reduce((sum, { good, ms }) => sum + (good / ms) * 1_000, 0),
    p50Ms: latencies.percentile(50) / 1e6,
    p99Ms: latencies.percentile(99) / 1e6,
    generatorBusy: Math.max(...parts.map(({ busy }) => busy)),
  };
}

function refuseBadAnswers({ method, path, expect }: Load, parts: Answers[]): void {
  const kinds = [
    ...Map.groupBy(
      parts.flatMap(({ bad }) => Object.entries(bad)),
      ([kind]) => kind,
    ),
  ].map(([kind, counts]) => `${whole(counts.reduce((sum, [, count]) => sum + count, 0))} × ${kind}`);
  if (kinds.length === 0) return;
  const example = parts.find(part => part.example)?.example ?? '';
  throw new Error(
    `${method} ${path} was to answer ${expect}, and these came: ${kinds.join(', ')}. One was:\n${example}`,
  );
}
