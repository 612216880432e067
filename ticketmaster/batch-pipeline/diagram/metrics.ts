/** The claims of the document as cards, each with what the simulation found of it. */
import { px } from '@ticketmaster/diagrams/path';
import { PAPER, widthOf } from '@ticketmaster/diagrams/texts';
import { CLAIMS, type Claim, COLOURS } from './document.ts';
import { COLUMN, columnAt, columnOf, LEFT } from './layout.ts';
import { text } from './texts.ts';

export interface Found {
  found: string;
  reached: string;
}

const GAP = 10;
/** In one row, from the first column to the end of the fourth. */
const CARD = {
  top: columnOf(0).y + columnOf(0).height + 62,
  width: (columnAt(3) + COLUMN.width - LEFT + GAP) / CLAIMS.length - GAP,
  height: 158,
};

/** Of the first table of `tables.md`, whose rows begin with that of the requirements. Throws where it has no such row. */
export function foundIn(tables: string, row: string): Found {
  const line = tables.split('\n').find(one => /^\| S4-\d+ /.test(one) && one.includes(` ${row} |`));
  const [, , found, reached] = line?.split('|').map(cell => cell.trim().replaceAll('**', '')) ?? [];
  if (!found || !reached) throw new Error(`tables.md has no row '${row}'`);
  return { found, reached };
}

/** Several rows that answer one claim in the same words answer it once. */
export function answerTo({ rows }: Claim, tables: string): Found {
  if (rows.length === 0) return { found: 'taken as given: a GPU could not be had', reached: 'not measured' };
  const all = rows.map(row => foundIn(tables, row));
  const once = (words: string[]) => [...new Set(words)].join('; ');
  return { found: once(all.map(({ found }) => found)), reached: once(all.map(({ reached }) => reached)) };
}

export function metrics(tables: string): string[] {
  const title = 'Performance metrics: what the document says, and what the simulation found of it';
  return [
    '<g id="metrics">',
    text('heading', title, LEFT, CARD.top - 12),
    '</g>',
    ...CLAIMS.map((claim, nth) => card(claim, answerTo(claim, tables), LEFT + nth * (CARD.width + GAP))),
  ];
}

function card({ name, value, rest }: Claim, { found, reached }: Found, x: number): string {
  const left = x + 10;
  const lines = wrapped(found, CARD.width - 20, 11.5);
  return [
    `<g id="metric-${name.toLowerCase().replaceAll(' ', '-')}" class="metric">`,
    `<rect class="frame" x="${px(x)}" y="${CARD.top}" width="${px(CARD.width)}" height="${CARD.height}" rx="8" fill="${PAPER}" stroke="${COLOURS.other}"/>`,
    text('metric', name, left, CARD.top + 19),
    text('value', value, left, CARD.top + 43),
    text('rest', rest, left, CARD.top + 59),
    `<path d="M${px(left)} ${CARD.top + 66}h${px(CARD.width - 20)}" stroke="#D1D5DB"/>`,
    ...lines.map((line, nth) => text('found', line, left, CARD.top + 82 + nth * 14.5)),
    ...wrapped(`reached: ${reached}`, CARD.width - 26, 11.5).map((line, nth, all) =>
      text('reached', line, left, CARD.top + CARD.height - 9 - (all.length - 1 - nth) * 14.5),
    ),
    '</g>',
  ].join('\n');
}

/** Words in as many lines as they take. */
function wrapped(words: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
