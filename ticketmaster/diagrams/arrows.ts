/** Arrows as SVG: a line, a head and a label. */
import { dOf, moved, type Path, pointOf, px, shortened } from './path.ts';
import { escaped, INK, KINDS, PAPER, textsOf, widthOf } from './texts.ts';

export interface Arrow {
  /** The ids of two boxes. */
  from: string;
  to: string;
  line: Line;
  step?: number;
  label?: string[];
}

export interface Line {
  colour: string;
  width: number;
  dashed?: true;
}

/** How an arrow runs, and where its label stands. */
export interface Route {
  path: Path;
  /** Where on the path the label stands, as `pointOf` counts. */
  at: number;
  /** The label has its middle on the arrow, or an end, from where it extends to the right or left; or stands beside it. */
  label: 'middle' | 'right' | 'left' | 'beside-right' | 'beside-left';
  /** It crosses another arrow, and a pale seam shows which is which. */
  crosses?: true;
}

const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫';
const text = textsOf(KINDS);

export function arrowOf(id: string, { from, to, line, step, label }: Arrow, { path, crosses }: Route): string {
  const length = 6 + 2 * line.width;
  const d = dOf(shortened(path, length - 2)); // it ends inside its head
  const dash = line.dashed ? ` stroke-dasharray="${line.width > 1 ? '9 5' : '5 4'}"` : '';
  const said = label && `<title>${escaped([step && CIRCLED[step - 1], ...label].filter(Boolean).join(' '))}</title>`;
  const seam = `<path class="seam" d="${d}" fill="none" stroke="${PAPER}" stroke-width="${line.width + 5}"/>`;
  return [
    `<g id="arrow-${id}" class="arrow" data-from="${from}" data-to="${to}">`,
    ...(said ? [said] : []),
    ...(crosses ? [seam] : []),
    `<path class="line" d="${d}" fill="none" stroke="${line.colour}" stroke-width="${line.width}"${dash}/>`,
    `<path class="head" d="${headOf(path, length)}" fill="${line.colour}"/>`,
    '</g>',
  ].join('\n');
}

/** A triangle whose tip is the end of the path. */
function headOf({ curves, to }: Path, length: number): string {
  const tip = curves.at(-1)![3];
  const back = moved(tip, to, -length);
  const half = length * 0.48;
  const upright = to === 'up' || to === 'down';
  const corners = [-half, half].map(by => moved(back, upright ? 'right' : 'down', by));
  return `M${[tip, ...corners].map(({ x, y }) => `${px(x)} ${px(y)}`).join('L')}Z`;
}

/** The number of a step, in its circle around x, y. */
export const stepOf = (step: number, x: number, y: number) =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="${step < 10 ? 9 : 10.5}" fill="${INK}"/>${text('step', `${step}`, x, y + 4.4, 'middle')}`;

export function labelOf(id: string, { line, step, label }: Arrow, { path, at, label: stands }: Route): string[] {
  if (!label) return [];
  const { x, y } = pointOf(path, at);
  const open = `<g class="label-of" data-arrow="${id}">`;
  if (!step) {
    const right = stands === 'beside-right';
    const lines = label.map((words, nth) =>
      text('label', words, x + (right ? 8 : -8), y - 4 + nth * 15, right ? 'start' : 'end'),
    );
    return [open, ...lines, '</g>'];
  }
  const [words] = label as [string];
  const numbered = step < 10 ? 22 : 25;
  const width = numbered + widthOf(words) + 10;
  const left = x - (stands === 'right' ? 11 : stands === 'left' ? width - 11 : width / 2);
  return [
    open,
    `<rect x="${px(left)}" y="${px(y - 11)}" width="${px(width)}" height="22" rx="11" fill="${PAPER}" stroke="${line.colour}"/>`,
    stepOf(step, left + 11, y),
    text('label', words, left + numbered + (width - numbered - 6) / 2, y + 4.3, 'middle'),
    '</g>',
  ];
}
