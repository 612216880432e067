import type { Comparison, Sample, Target } from './bench.ts';
import { median } from './numbers.ts';
import type { Round } from './rounds.ts';

/** A target over all rounds. What was not measured is undefined. */
export interface Row {
  target: string;
  missing?: string;
  perSecond?: { median: number; min: number; max: number };
  /** Medians over the rounds. */
  p50Ms?: number;
  p99Ms?: number;
  /** By the name of the comparison: the median of the ratios inside each round. */
  ratios: Record<string, number | undefined>;
}

/** One row for each target. */
export function summarize(targets: Target[], rounds: Round[], comparisons: Comparison[]): Row[] {
  return targets.map(({ name, missing }) => {
    const ratios = Object.fromEntries(comparisons.map(by => [by.over, ratio(name, by, rounds)]));
    if (missing !== undefined) return { target: name, missing, ratios };
    const speeds = values(name, 'perSecond', rounds);
    const p50s = values(name, 'p50Ms', rounds);
    const p99s = values(name, 'p99Ms', rounds);
    return {
      target: name,
      perSecond: { median: median(speeds), min: Math.min(...speeds), max: Math.max(...speeds) },
      ...(p50s.length && { p50Ms: median(p50s) }),
      ...(p99s.length && { p99Ms: median(p99s) }),
      ratios,
    };
  });
}

/** Undefined where one of the two was not measured, and for a target over itself. */
function ratio(target: string, { targets }: Comparison, rounds: Round[]): number | undefined {
  if (targets.includes(target)) return undefined;
  const ofEach = rounds.flatMap(({ samples }) => {
    const best = Math.max(...targets.map(name => samples[name]?.perSecond ?? 0));
    const own = samples[target]?.perSecond;
    return own !== undefined && best > 0 ? [own / best] : [];
  });
  return ofEach.length ? median(ofEach) : undefined;
}

const values = (target: string, what: keyof Sample, rounds: Round[]) =>
  rounds.flatMap(({ samples }) => samples[target]?.[what] ?? []);
