import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process holds `path`; waits up to `withinMs`, calling `onWait` once if it has to.
 *
 * SQLite's lock on its file is the operating system's: it ends with its holder, so there is no stale one to clean up.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { onWait = () => {}, withinMs = 300_000 }: { onWait?: () => void; withinMs?: number } = {},
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    const deadline = Date.now() + withinMs;
    for (let tries = 0; !acquired(database); tries++) {
      if (tries === 0) onWait();
      if (Date.now() > deadline) throw new Error(`${path} has been locked for ${withinMs / 1000} s by another process`);
      await sleep(50);
    }
    return await work();
  } finally {
    database.close();
  }
}

function acquired(database: DatabaseSync): boolean {
  try {
    database.exec('begin exclusive');
    return true;
  } catch (error) {
    if (error instanceof Error && /locked|busy/.test(error.message)) return false;
    throw error;
  }
}
