/** The part `p` of numbers, such as 0.95; null for none. */
export function percentile(numbers: readonly number[], p: number): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? null;
}
