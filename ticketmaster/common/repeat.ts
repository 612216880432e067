import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does `work` again and again, the next time `ms` after the last has ended. An error is logged with `what`, and keeps nothing from going on.
 * Answers a function that stops it: it resolves when the work under way has ended; `stop` tells that work to end soon.
 */
export function repeat(ms: number, what: string, work: (stop: AbortSignal) => Promise<unknown>): () => Promise<void> {
  const stop = new AbortController();
  const goOn = () => sleep(ms, true, { signal: stop.signal, ref: false }).catch(() => false);
  async function rounds(): Promise<void> {
    while (await goOn()) await work(stop.signal).catch(error => console.error(`${what} failed: ${error.message}`));
  }
  const ended = rounds();
  return () => {
    stop.abort();
    return ended;
  };
}

/** A pause in ms before another attempt, the first being 1: it doubles from `from` up to `most`, and is never the same twice (full jitter). */
export const backoff = (attempt: number, from = 2, most = 1_000): number =>
  Math.random() * Math.min(most, from * 2 ** (attempt - 1));
