/** What a chart must have before it is drawn. Each throws with the chart's title and what is wrong. */
import { MOST } from './theme.ts';
import type { Axis } from './words.ts';

/** Title and lines below it, and what stands where. */
export interface Headed {
  title: string;
  subtitles: string[];
}

export class Undrawable extends Error {
  constructor({ title }: Headed, problem: string) {
    super(`The chart '${title}' cannot be drawn: ${problem}`);
  }
}

/** An axis without a unit says nothing; plain JavaScript and JSON may leave it out. */
export function demandUnit(chart: Headed, axis: string, unit: unknown): void {
  if (typeof unit !== 'string' || unit.trim() === '') throw new Undrawable(chart, `its ${axis} has no unit`);
}

export function demandAxis(chart: Headed, name: string, axis: Axis | undefined): void {
  demandUnit(chart, name, axis?.unit);
  if (!axis?.title) throw new Undrawable(chart, `its ${name} has no title`);
}

/** There is at least one, each has its own name, and where they share a legend they can be told apart. */
export function demandNames(chart: Headed, what: string, names: string[], most = Infinity): void {
  if (names.length === 0) throw new Undrawable(chart, `there is no ${what} in it`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Undrawable(chart, `two are called '${twice}'`);
  if (names.length > most) throw new Undrawable(chart, `${names.length} of one kind, and ${most} can be told apart`);
}

export const demandSeries = (chart: Headed, what: string, names: string[]) => demandNames(chart, what, names, MOST);

/** Every number is one. */
export function demandNumbers(chart: Headed, of: string, numbers: unknown[]): void {
  if (numbers.length === 0) throw new Undrawable(chart, `'${of}' is empty`);
  const strange = numbers.findIndex(number => !Number.isFinite(number));
  if (strange >= 0) throw new Undrawable(chart, `'${of}' has ${numbers[strange]} where a number belongs`);
}

/** What lies on a logarithmic axis is above 0. */
export function demandAboveZero(chart: Headed, of: string, numbers: number[]): void {
  const low = numbers.find(number => number <= 0);
  if (low !== undefined) throw new Undrawable(chart, `'${of}' has ${low}, and a logarithmic axis begins above 0`);
}
