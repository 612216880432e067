/** What processes did, in the order in which they did it. */
import { readFileSync } from 'node:fs';

export type Happened =
  | { is: 'started'; script: string; given: string[] }
  | { is: 'ended'; code: number }
  /** It is not there any more: where it did not end by itself, somebody killed it. */
  | { is: 'gone' }
  | { is: 'said'; text: string }
  | { is: 'signals'; to: number; signal: string }
  | { is: 'stood still'; forMs: number }
  | { is: 'asked'; call: number; method: string; path: string }
  | { is: 'answered'; call: number; status: number; body: string }
  /** A stream sent an event. */
  | { is: 'told'; call: number; event: string }
  /** Who asked did not wait for the answer. */
  | { is: 'left'; call: number };

/** `ms` since 1970, with fractions. */
export type Moment = { ms: number; pid: number } & Happened;

/** A last line that is not whole is left for the next time. */
export function readMoments(text: string): Moment[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(Boolean).map(line => JSON.parse(line) as Moment);
}

export const momentsIn = (file: string): Moment[] =>
  readMoments(readFileSync(file, 'utf8')).toSorted((a, b) => a.ms - b.ms);
