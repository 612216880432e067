/** What it costs to rent, as a README says it: read from there, with its date and its link, and never written twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Html, inline } from './html.ts';

const repo = join(import.meta.dirname, '../..');
const read = (home: string) => readFileSync(join(repo, home, 'README.md'), 'utf8');

export interface Price {
  said: Html;
  /** The first date in it. */
  date?: string;
  /** The README that says it, from the top of the repo. */
  source: string;
}

/**
 * The cell of a technology in the row `price …` of its family's table; else the paragraph of its lesson's "When it grows" that names a sum. Links
 * are written for a page in `from`. Undefined where neither says one.
 */
export function priceOf(technology: string, lesson: string, family: string, from: string): Price | undefined {
  const cell = cellIn(read(family), technology);
  const text = cell ?? paragraphIn(read(lesson));
  if (text === undefined) return undefined;
  const [folder, anchor] = cell === undefined ? [lesson, '#when-it-grows'] : [family, ''];
  const date = dateIn(text);
  return { said: inline(text, folder, from), source: `${folder}/README.md${anchor}`, ...(date && { date }) };
}

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';

/** `June 2026`, `2026-11-21` or `2026`, whichever comes first; not in an address. */
export const dateIn = (text: string) =>
  new RegExp(`(?:(?:${MONTHS}) )?(?<!\\$)\\b20\\d\\d(?:-\\d\\d){0,2}\\b`).exec(text.replace(/\]\([^)]*\)/g, ']'))?.[0];

/** Below the heading that names the technology, in the row that begins with `price`. */
export function cellIn(readme: string, technology: string): string | undefined {
  const rows = readme.split('\n').map(line => line.split('|').map(cell => cell.trim()));
  const at = rows.findIndex(([, first]) => /^price\b/.test(first ?? ''));
  const head = rows.slice(0, at).findLastIndex(([, second]) => /^-+:?$/.test(second ?? '')) - 1;
  const column = rows[head]?.indexOf(technology) ?? -1;
  return at < 0 || column < 0 ? undefined : rows[at]![column];
}

/** The first paragraph below "When it grows" with a sum in it, in one line. */
export function paragraphIn(readme: string): string | undefined {
  const grows = /^## When it grows\n(.*?)(?=^## |(?![\s\S]))/ms.exec(readme)?.[1] ?? '';
  return grows
    .split(/\n{2,}/)
    .find(paragraph => /\$\d/.test(paragraph) && !/^[|`]/.test(paragraph))
    ?.trim()
    .replaceAll('\n', ' ');
}
