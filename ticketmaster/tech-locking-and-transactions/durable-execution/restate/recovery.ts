import { setTimeout as sleep } from 'node:timers/promises';
import type { RestateClient } from './client.ts';

/** For so long it waits in all. */
const PATIENCE_MS = 10_000;

/** Those that nobody has to wait for: they sleep until the provider tells, or the hold is over. */
const SUSPENDED = 'suspended';

/**
 * Waits for the sales that are being worked on or tried again at this moment, and answers how many came to their end. Restate goes on by itself with
 * what a crash has left; only what was tried too often is paused until somebody says that it may go on. That is done here.
 */
export async function recover(restate: RestateClient, service: string, stop?: AbortSignal): Promise<number> {
  const atFirst = (await restate.open(service)).filter(({ status }) => status !== SUSPENDED);
  const waiting = atFirst.filter(({ status }) => status === 'paused' || status === 'backing-off');
  await Promise.all(waiting.map(({ id }) => restate.resume(id)));
  let left = new Set(atFirst.map(({ id }) => id));
  for (const deadline = Date.now() + PATIENCE_MS; left.size && Date.now() < deadline && !stop?.aborted; await sleep(20)) {
    const open = (await restate.open(service)).filter(({ id, status }) => left.has(id) && status !== SUSPENDED);
    left = new Set(open.map(({ id }) => id));
  }
  return atFirst.length - left.size;
}
