import { setTimeout as sleep } from 'node:timers/promises';
import type { Invocation, RestateClient } from './client.ts';

/** For so long it waits in all. */
const PATIENCE_MS = 10_000;

/** Those that nobody has to wait for: they sleep until the provider tells, or the hold is over. */
const SUSPENDED = 'suspended';

/**
 * Waits for the sales that are being worked on or tried again at this moment, and answers how many came to their end. Restate goes on by itself with
 * what a crash has left; only what was tried too often is paused until somebody says that it may go on. That is done here.
 */
export async function recover(restate: RestateClient, service: string, stop?: AbortSignal): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  const atFirst = await openSales(restate, service, deadline);
  const waiting = atFirst.filter(({ status }) => status === 'paused' || status === 'backing-off');
  await Promise.allSettled(waiting.map(({ id }) => restate.resume(id)));
  let left = atFirst;
  for (; left.length && Date.now() < deadline && !stop?.aborted; await sleep(20)) {
    const open = new Set((await openSales(restate, service, deadline)).map(({ id }) => id));
    left = left.filter(({ id }) => open.has(id));
  }
  return atFirst.length - left.length;
}

/** Restate is asked again where it has only just come back, or has not yet. */
async function openSales(restate: RestateClient, service: string, deadline: number): Promise<Invocation[]> {
  for (;;) {
    try {
      return (await restate.open(service)).filter(({ status }) => status !== SUSPENDED);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
