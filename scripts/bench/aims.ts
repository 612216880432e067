import type { Aim } from './bench.ts';
import { ms } from './numbers.ts';
import type { Row } from './summary.ts';
import { markdownTable } from './table.ts';

/** Aims beside what was measured; '-' where that was not. */
export function aimsTable(rows: Row[], aims: Aim[]): string {
  const measured = ({ target, over }: Aim) => {
    const row = rows.find(one => one.target === target);
    if (over !== undefined) return row?.ratios[over]?.toFixed(2) ?? '-';
    return row?.p99Ms === undefined ? '-' : `${ms(row.p99Ms)} ms`;
  };
  return markdownTable(
    ['', 'aim', 'measured'],
    aims.map(one => [one.what, one.over === undefined ? `${one.aim} ms` : `${one.aim}`, measured(one)]),
  );
}

const BEGIN = '<!-- aims: written by npm run bench, not by hand -->';
const END = '<!-- /aims -->';

/** The text of the README with that table between its marks. */
export function withAims(text: string, rows: Row[], aims: Aim[]): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The README lacks the marks ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${aimsTable(rows, aims)}\n\n${END}${after}`;
}
