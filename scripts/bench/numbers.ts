/** The middle of `values`; of an even count the mean of the two in the middle. NaN for none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** 61234.5 → `61,235`, wherever it runs. */
export const whole = (value: number) => Math.round(value).toLocaleString('en-US');

/** Milliseconds for a table: `0.94`, `12.3`, `140`. */
export const ms = (value: number) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** `1,350 (980–1,500)`: the median, and from the least to the most. */
export const span = (values: number[], shown = whole) =>
  `${shown(median(values))} (${shown(Math.min(...values))}–${shown(Math.max(...values))})`;
