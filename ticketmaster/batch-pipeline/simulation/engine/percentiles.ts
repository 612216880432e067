/** The part `p` of `sorted` numbers, such as 0.95; NaN for none. */
export function ofSorted(sorted: ArrayLike<number>, p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? NaN;
}

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  return { p50: ofSorted(sorted, 0.5), p95: ofSorted(sorted, 0.95), p99: ofSorted(sorted, 0.99) };
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle of an odd count, or of two the higher. */
export const median = (values: readonly number[]) => ofSorted(Float64Array.from(values).sort(), 0.5);
