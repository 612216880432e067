import { setImmediate as nextTurn } from 'node:timers/promises';

const AT_ONCE = 250;

/**
 * Does `work` for each, a few hundred in one turn of the event loop. Between the turns what was written goes out and others are served,
 * so that thousands of streams do not hold up a request for longer than some milliseconds.
 */
export async function inSlices<T>(all: readonly T[], work: (one: T) => void): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) {
    if (from > 0) await nextTurn();
    for (const one of all.slice(from, from + AT_ONCE)) work(one);
  }
}
