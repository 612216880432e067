import type { Sale } from './sales.ts';

/** A read that was answered. */
export interface Seen {
  eventId: string;
  /** What its body says. */
  version: number;
  /** When it was sent, by performance.now(). */
  sentMs: number;
}

/**
 * For how long each read had been wrong before it was sent: since when a sale newer than the version it was answered had been acknowledged; 0
 * where there was none. What a reader is shown that was sold while the answer was on its way is no staleness.
 */
export function staleness(reads: Seen[], sales: Sale[]): number[] {
  const events = new Map(
    [...Map.groupBy(sales, ({ eventId }) => eventId)].map(([eventId, some]) => [eventId, history(some)]),
  );
  return reads.map(({ eventId, version, sentMs }) => {
    const event = events.get(eventId);
    const since = event?.knownSince[firstNewer(event.versions, version)] ?? Infinity;
    return Math.max(0, sentMs - since);
  });
}

/** The versions in their order, and for each when somebody first knew of it or of one after it: answers overtake each other. */
function history(sales: Sale[]) {
  const sorted = sales.toSorted((a, b) => a.version - b.version);
  const knownSince: number[] = [];
  let first = Infinity;
  for (let i = sorted.length - 1; i >= 0; i--) knownSince[i] = first = Math.min(first, sorted[i]!.acknowledgedMs);
  return { versions: sorted.map(({ version }) => version), knownSince };
}

function firstNewer(versions: number[], version: number): number {
  let [low, high] = [0, versions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (versions[middle]! <= version) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value that `percent` of all are not above; 0 for none. */
export function percentile(sorted: number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** Ten steps to each factor of ten, from 1 ms to 10 s. */
const EDGES = Array.from({ length: 41 }, (_, step) => 10 ** (step / 10));

/** How many reads were not staler than each edge and staler than the one before; the first: not stale at all. */
export function binsOf(values: number[]): { upToMs: number; reads: number }[] {
  const edges = [0, ...EDGES, Infinity];
  const counts = edges.map(() => 0);
  for (const value of values) counts[edges.findIndex(edge => value <= edge)]!++;
  return edges.map((edge, i) => ({ upToMs: Math.round(10 * edge) / 10, reads: counts[i]! }));
}
