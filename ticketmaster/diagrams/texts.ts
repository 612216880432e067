/** The texts of a drawing: their kinds, and about how wide they are. */
import { px } from './path.ts';

export const PAPER = '#FFFFFF';
export const INK = '#1F2937';

export interface Kind {
  size: number;
  weight?: 'bold';
  style?: 'italic';
  fill: string;
}

/** What arrows and their labels are written in. */
export const KINDS = {
  label: { size: 12, fill: INK },
  /** The number of a step: in a drawn circle, since few fonts hold ① and it is small in those. */
  step: { size: 12, weight: 'bold', fill: PAPER },
} as const satisfies Record<string, Kind>;

export type Anchor = 'start' | 'middle' | 'end';

/** Writes one line of text of these kinds; `y` is its baseline. Words between asterisks are bold. */
export function textsOf<K extends string>(kinds: Record<K, Kind>) {
  return (kind: K, line: string, x: number, y: number, anchor: Anchor = 'start') => {
    const { size, weight, style, fill } = kinds[kind];
    const looks = `${weight ? ` font-weight="${weight}"` : ''}${style ? ` font-style="${style}"` : ''}`;
    const place = `x="${px(x)}" y="${px(y)}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}`;
    const words = escaped(line).replaceAll(/\*([^*]*)\*/g, '<tspan font-weight="bold">$1</tspan>');
    return `<text class="${kind}" ${place} font-size="${size}"${looks} fill="${fill}">${words}</text>`;
  };
}

export const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** About the width of a text in px, as wide fonts have it: a browser measures the real one in the tests. */
export const widthOf = (line: string, size: number = KINDS.label.size) =>
  [...line].reduce((sum, letter) => sum + emsOf(letter), 0) * size;

function emsOf(letter: string): number {
  if (/[ijlIJ]/.test(letter)) return 0.29;
  if (/[frt ()/-]/.test(letter)) return 0.38;
  if (/[mw]/.test(letter)) return 0.95;
  if (/[csvkxyz]/.test(letter)) return 0.56;
  return /[A-Z]/.test(letter) ? 0.69 : 0.63;
}
