/** How long each job took the last time: kept in the lab, and for a fresh clone in seconds.json here. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Seconds = Record<string, number>;

const UNKNOWN = 60; // a new lesson is a long one

export const secondsFile = (labHome: string) => join(labHome, 'test-seconds.json');

export function readSeconds(file: string): (name: string) => number {
  const known: Seconds = { ...read(join(import.meta.dirname, 'seconds.json')), ...read(file) };
  return name => known[name] ?? UNKNOWN;
}

/** Keeps what is known of those that did not run. */
export function keepSeconds(file: string, measured: Seconds): void {
  mkdirSync(dirname(file), { recursive: true });
  const all = Object.entries({ ...read(file), ...measured }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
}

function read(file: string): Seconds {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Seconds;
  } catch {
    return {}; // a first run, or one that was cut off while writing
  }
}
