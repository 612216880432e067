/** How far somebody is, in `exercises/progress.json`. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Times are ISO-8601, UTC: of the first run, of the first green one, and of when the solution was shown. */
export interface Step {
  tried?: string;
  solved?: string;
  shown?: string;
  /** How many hints were asked for. */
  hints?: number;
  /** Of a ladder: how many levels were green when it was checked last. */
  reached?: number;
}

export type Progress = Record<string, Step>;

const fileIn = (home: string) => join(home, 'progress.json');

/** Nothing yet, or a file that nobody can read, is no progress. `home` is the folder of all copies. */
export function readProgress(home: string): Progress {
  try {
    const read: unknown = JSON.parse(readFileSync(fileIn(home), 'utf8'));
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Progress) : {};
  } catch {
    return {};
  }
}

/** Adds to what is known of one exercise. The first time of each stays; of numbers it is the last. */
export function keepProgress(home: string, name: string, step: Step): void {
  const progress = readProgress(home);
  const { hints, reached } = step;
  const last = { ...(hints !== undefined && { hints }), ...(reached !== undefined && { reached }) };
  const kept = { ...step, ...progress[name], ...last };
  mkdirSync(home, { recursive: true });
  const written = `${fileIn(home)}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify({ ...progress, [name]: kept }, null, 2)}\n`);
  renameSync(written, fileIn(home));
}
