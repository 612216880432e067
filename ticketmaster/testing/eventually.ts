import { setTimeout as sleep } from 'node:timers/promises';

/** Retries `check` until it stops throwing; the last failure is the one reported. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 30_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (failure) {
      if (Date.now() > deadline) throw failure;
      await sleep(20);
    }
  }
}

/** A name that no other test uses, so tests share a server and need not clean it. Fit for SQL and URLs. */
export const unique = (what: string) => `${what}_${crypto.randomUUID().slice(0, 8)}`;
