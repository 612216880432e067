import { ms, whole } from './numbers.ts';
import type { Row } from './summary.ts';

/** The rows as a Markdown table; '-' for what was not measured. A target that is missing says how to get it. */
export function table(rows: Row[]): string {
  const comparisons = comparisonsIn(rows);
  const head = ['target', 'req/s median (min–max)', 'p50 ms', 'p99 ms', ...comparisons.map(over => `÷ ${over}`)];
  const lines = rows.map(({ target, missing, perSecond, p50Ms, p99Ms, ratios }) => [
    missing === undefined ? target : `${target}: ${missing}`,
    perSecond ? `${whole(perSecond.median)} (${whole(perSecond.min)}–${whole(perSecond.max)})` : '-',
    ...[p50Ms, p99Ms].map(value => (value === undefined ? '-' : ms(value))),
    ...comparisons.map(over => ratios[over]?.toFixed(2) ?? '-'),
  ]);
  return markdownTable(head, lines);
}

/** A target has no ratio over itself, and JSON forgets what is undefined: one row knows them all. */
const comparisonsIn = (rows: Row[]) =>
  rows
    .map(({ ratios }) => Object.keys(ratios))
    .reduce((most, names) => (names.length > most.length ? names : most), []);

/** The first column and columns of words to the left, figures to the right. */
export const markdownTable = (head: string[], rows: string[][]): string =>
  [head, head.map((_, i) => (i === 0 || rows.some(row => isWords(row[i]!)) ? '---' : '--:')), ...rows]
    .map(asLine)
    .join('\n');

const isWords = (cell: string) => /^\p{L}+ \p{L}/u.test(cell);

const asLine = (cells: string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
