/** The texts of the drawing: their kinds, as the document lists them, and about how wide they are. */
import { COLOURS } from './document.ts';
import { px } from './path.ts';

interface Kind {
  size: number;
  weight?: 'bold';
  style?: 'italic';
  fill: string;
}

// The document asks for text in dark gray, and for white names and ports: white is what stands in a coloured box, gray the rest.
const KINDS = {
  name: { size: 18, weight: 'bold', fill: COLOURS.background },
  port: { size: 14, fill: COLOURS.background },
  /** The second line of a box: in 10 px gray, as other annotations are, it would vanish on the colour. */
  note: { size: 14, fill: COLOURS.background },
  label: { size: 12, fill: COLOURS.text },
  annotation: { size: 10, style: 'italic', fill: COLOURS.balancer },
  /** The number of a step: in a drawn circle, since few fonts hold ① and it is small in those. */
  step: { size: 12, weight: 'bold', fill: COLOURS.background },
  /** The names that stand outside of their boxes, on white: the size of names, the colour of text. */
  outside: { size: 18, weight: 'bold', fill: COLOURS.text },
  title: { size: 34, weight: 'bold', fill: COLOURS.text },
  heading: { size: 18, weight: 'bold', fill: COLOURS.text },
  sentence: { size: 14, fill: COLOURS.text },
} as const satisfies Record<string, Kind>;

export type TextKind = keyof typeof KINDS;

/** One line of text; `y` is its baseline. Words between asterisks are bold. */
export function text(kind: TextKind, line: string, x: number, y: number, anchor: 'start' | 'middle' | 'end' = 'start') {
  const { size, weight, style, fill }: Kind = KINDS[kind];
  const looks = `${weight ? ` font-weight="${weight}"` : ''}${style ? ` font-style="${style}"` : ''}`;
  const place = `x="${px(x)}" y="${px(y)}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}`;
  const words = escaped(line).replaceAll(/\*([^*]*)\*/g, '<tspan font-weight="bold">$1</tspan>');
  return `<text class="${kind}" ${place} font-size="${size}"${looks} fill="${fill}">${words}</text>`;
}

export const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** About the width of a label in px, as wide fonts have it: a browser measures the real one in the test. */
export const widthOf = (line: string) => [...line].reduce((sum, letter) => sum + emsOf(letter), 0) * KINDS.label.size;

function emsOf(letter: string): number {
  if (/[ijlIJ]/.test(letter)) return 0.29;
  if (/[frt ()/-]/.test(letter)) return 0.38;
  if (/[mw]/.test(letter)) return 0.95;
  if (/[csvkxyz]/.test(letter)) return 0.56;
  return /[A-Z]/.test(letter) ? 0.69 : 0.63;
}
