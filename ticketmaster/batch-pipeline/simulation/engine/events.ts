import { heap } from './heap.ts';

export interface Simulation {
  /** ms since it began. */
  now(): number;
  /** Plans `action`; what is planned for the same time happens in the order in which it was planned. */
  after(ms: number, action: () => void): void;
  /** Lets all happen that is planned up to then, in the order of time; the clock stands at `ms` then. */
  runUntil(ms: number): void;
}

interface Planned {
  at: number;
  nth: number;
  action: () => void;
}

/** Time that passes only from one event to the next. */
export function simulation(): Simulation {
  const planned = heap<Planned>((one, other) => one.at < other.at || (one.at === other.at && one.nth < other.nth));
  let now = 0;
  let nth = 0;
  return {
    now: () => now,
    after(ms, action) {
      if (!(ms >= 0)) throw new Error(`Nothing happens ${ms} ms from now`);
      planned.push({ at: now + ms, nth: nth++, action });
    },
    runUntil(ms) {
      for (let next = planned.peek(); next && next.at <= ms; next = planned.peek()) {
        planned.pop();
        now = next.at;
        next.action();
      }
      now = ms;
    },
  };
}
