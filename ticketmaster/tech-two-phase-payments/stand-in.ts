import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface StandIn {
  url: string;
  close(): Promise<void>;
}

/**
 * The provider, where nobody has named one: a stand-in in a process of its own, that ends with this one however this one ends. All it knows
 * is in PostgreSQL, and is there again the next time.
 */
export async function openStandIn(url: string, environment: Record<string, string>): Promise<StandIn> {
  if (url) return { url, close: async () => {} };
  const child = fork(join(import.meta.dirname, 'provider/server.ts'), {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const ready = once(child, 'message', { signal: AbortSignal.timeout(30_000) }) as Promise<[{ url: string }]>;
  const [message] = await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error('The stand-in did not start.'))),
  ]);
  return {
    url: message.url,
    async close() {
      child.kill();
      await ended;
    },
  };
}
