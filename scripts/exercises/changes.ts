/** Tells when somebody has saved. */
import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 200;

/** What editors keep beside a file, and what is written here. */
const isNobodysWork = (file: string) => /^\.|~$|\.mine$|^failure\.|^node_modules$/.test(basename(file));

/** The files of a folder as they are now, each with the time, size and identity by which one sees that it was written. */
export function filesNow(folder: string): string {
  return globSync('**/*', { cwd: folder, exclude: isNobodysWork })
    .filter(file => !isNobodysWork(file))
    .toSorted()
    .map(file => `${file} ${stamp(join(folder, file))}`)
    .join('\n');
}

/** A file that an editor is just about to replace is not there for a moment. */
function stamp(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : '';
}

/**
 * The files once they are others than `before` and editors, who write in several steps, have come to rest; undefined when interrupted
 * first. It looks, and does not wait to be told: `fs.watch` goes deaf to a file in whose place another was put.
 */
export async function filesChanged(
  folder: string,
  before: string,
  interrupted: AbortSignal,
): Promise<string | undefined> {
  for (let [last, now] = [before, filesNow(folder)]; ; [last, now] = [now, filesNow(folder)]) {
    if (interrupted.aborted) return undefined;
    if (now !== before && now === last) return now;
    await sleep(EVERY_MS, undefined, { signal: interrupted }).catch(() => {});
  }
}
