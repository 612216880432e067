import type { Figures } from './ledger.ts';

/** The figures as they are answered: waits and ETA errors in seconds, as their median and 95th percentile; null without any. */
export function figuresShown({ waits, etaErrors, ...figures }: Figures) {
  const errors = etaErrors.map(Math.abs);
  return {
    ...figures,
    waitSeconds: { median: percentile(waits, 50), p95: percentile(waits, 95) },
    etaErrorSeconds: { median: percentile(errors, 50), p95: percentile(errors, 95) },
  };
}

/** In seconds, of milliseconds: the smallest value that `percent` % of all do not exceed (nearest rank); null of none. */
export function percentile(ms: readonly number[], percent: number): number | null {
  const sorted = ms.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value / 100) / 10;
}
