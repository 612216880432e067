import type { Evidence } from './evidence.ts';
import { holdIt, isGood } from './history.ts';

/** What happened in one second of a run, and how it stood in it. */
export interface Second {
  /** Since the first call. */
  second: number;
  /** That ended in it. */
  calls: number;
  refused: number;
  /** Without a whole answer. */
  silent: number;
  waiting: number;
  inside: number;
  /** Orders so far: that hold seats, that are confirmed. */
  held: number;
  confirmed: number;
}

/** One for each second, also those in which nothing happened. */
export function overTime({ history, samples }: Evidence): Second[] {
  const began = Math.min(...history.slice(0, 1_000).map(({ at }) => at));
  const at = (ms: number) => Math.max(0, Math.floor((ms - began) / 1_000));
  const last = history.reduce((most, { until }) => Math.max(most, at(until)), 0);
  const seconds = Array.from({ length: last + 1 }, (_, second): Second => ({ ...NOTHING, second }));
  const [held, confirmed] = [new Set<string>(), new Set<string>()];
  for (const call of history) {
    const second = seconds[at(call.until)]!;
    second.calls++;
    if (call.status === 0) second.silent++;
    if (call.status >= 400) second.refused++;
    if (holdIt(call) && isGood(call)) first(held, call.told.orderId!, () => second.held++);
    if (call.told.status === 'CONFIRMED') first(confirmed, call.told.orderId!, () => second.confirmed++);
  }
  const sampled = new Map(samples.map(sample => [at(sample.at), sample]));
  let stands = { ...NOTHING };
  for (const now of seconds) {
    const { waiting, admitted: inside } = sampled.get(now.second) ?? {
      waiting: stands.waiting,
      admitted: stands.inside,
    };
    Object.assign(now, { waiting, inside, held: stands.held + now.held, confirmed: stands.confirmed + now.confirmed });
    stands = now;
  }
  return seconds;
}

const NOTHING = { calls: 0, refused: 0, silent: 0, waiting: 0, inside: 0, held: 0, confirmed: 0 };

function first(seen: Set<string>, id: string, then: () => void): void {
  if (seen.has(id)) return;
  seen.add(id);
  then();
}
