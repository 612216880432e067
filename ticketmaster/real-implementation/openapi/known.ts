import type { Document } from './document.ts';

/** What the server has given out, by the name that its document has for it; the newest last. */
export type Known = Map<string, string[]>;

const MOST = 100;
const MOST_LOOKED_AT = 5_000;

/** Names of what a client sends: the only ones that are worth to be remembered. */
export function namesIn(document: Document): Set<string> {
  const names = Object.values(document.paths)
    .flatMap(methods => Object.values(methods))
    .flatMap(({ parameters }) => parameters.map(({ name }) => name));
  return new Set([...names, 'seatIds', 'code', 'venueId', 'admissionToken']);
}

export function remember(known: Known, name: string, value: string): void {
  const before = known.get(name) ?? [];
  if (!before.includes(value)) known.set(name, [...before, value].slice(-MOST));
}

/** Remembers what an answer says under these names, however deep. A visitor is a user; `seatIds` are also each a `seatId`. */
export function learn(known: Known, names: ReadonlySet<string>, answer: unknown): void {
  let looks = 0;
  const look = (name: string, value: unknown): void => {
    if (++looks > MOST_LOOKED_AT) return;
    if (typeof value === 'string' && value) {
      if (names.has(name)) remember(known, one(name), value);
      if (name === 'userId') remember(known, 'visitorId', value);
    } else if (Array.isArray(value)) for (const item of value) look(name, item);
    else if (value !== null && typeof value === 'object')
      for (const [key, item] of Object.entries(value)) look(key, item);
  };
  look('', answer);
}

/** `seatIds` hold each a `seatId`. */
export const one = (name: string) => name.replace(/Ids$/, 'Id');
