import { type Priority, priorities } from '../artwork.ts';

/** Of ten turns for which all wait, so many are for each: the last is served less often, and never left out. */
export const SHARES: Record<Priority, number> = { high: 6, normal: 3, low: 1 };

interface Waiting {
  take: () => void;
  jobs: number;
}

/**
 * Whose turn it is, among priorities that wait for the one place at the renderer (stride scheduling): each turn moves its priority back by its
 * jobs over its share, and the one that is furthest ahead is next. A priority for which nobody waited saves no turns up.
 */
export function turns(shares: Record<Priority, number> = SHARES) {
  const passed: Record<Priority, number> = { high: 0, normal: 0, low: 0 };
  const lines: Record<Priority, Waiting[]> = { high: [], normal: [], low: [] };
  let busy = false;
  let last = 0;

  function next(): void {
    const waiting = priorities.filter(priority => lines[priority].length > 0);
    const first = waiting.sort((one, other) => passed[one] - passed[other])[0];
    busy = first !== undefined;
    if (!first) return;
    last = passed[first];
    const { take, jobs } = lines[first].shift()!;
    passed[first] += jobs / shares[first];
    take();
  }

  return {
    /** Resolves when it is the caller's turn, which is for so many jobs, with how to end it; with undefined where `signal` says that nobody waits any more. */
    async wait(priority: Priority, signal: AbortSignal, jobs = 1): Promise<(() => void) | undefined> {
      if (signal.aborted) return undefined;
      const turn = Promise.withResolvers<boolean>();
      const waiting: Waiting = { take: () => turn.resolve(true), jobs };
      const line = lines[priority];
      if (line.length === 0) passed[priority] = Math.max(passed[priority], last);
      line.push(waiting);
      signal.addEventListener('abort', () => {
        const at = line.indexOf(waiting);
        if (at >= 0) line.splice(at, 1);
        turn.resolve(false);
      });
      if (!busy) next();
      return (await turn.promise) ? next : undefined;
    },
  };
}
