/** Texts of charts: how wide they are, where they break, and how figures and units are said. */
import { whole } from '../bench/numbers.ts';

/**
 * About how wide `text` is, in px. No font is at hand to measure with, so each letter is taken as wide as in a wide font: a label may
 * get too much room, and not too little.
 */
export function widthOf(text: string, fontSize: number, bold = false): number {
  const ems = [...text].reduce((sum, letter) => sum + emsOf(letter), 0);
  return Math.ceil(ems * fontSize * (bold ? 1.12 : 1));
}

function emsOf(letter: string): number {
  if (/[ijl.,:;|!'’()[\] ·]/.test(letter)) return 0.34;
  if (/[frt\-/"]/.test(letter)) return 0.43;
  if (/[mwMW%@–—÷×]/.test(letter)) return 0.92;
  return /[A-Z0-9]/.test(letter) ? 0.67 : 0.6;
}

/** The words of `text` in as many lines as `width` px ask for. */
export function wrapped(text: string, width: number, fontSize: number, bold = false): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer, fontSize, bold) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** `61,235`, `61.8`, `0.0520`: three digits at least, wherever it runs. */
export function figure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return whole(value);
  return value.toPrecision(3);
}

/** A quantity along an axis. */
export interface Axis {
  title: string;
  /** Such as `ms` or `orders per second`. */
  unit: string;
  /** Equal ratios are equal distances; there is no place for 0. */
  log?: boolean;
}

/** What is written at an axis: `recovery (ms)`; and the unit once where the title says it anyway. */
export function axisTitle({ title, unit, log }: Axis): string {
  const said = title.split(/\W+/).join(' ');
  const withUnit = ` ${said} `.includes(` ${unit} `) ? title : `${title} (${unit})`;
  return log ? `${withUnit}, logarithmic` : withUnit;
}
