import type { Axis } from './words.ts';
import { axisTitle } from './words.ts';

/** An axis and its scale, as Vega-Lite takes them in an encoding. */
export interface Scaled {
  type: 'quantitative';
  title: string | null;
  axis: { title: string | null; format: string; tickCount?: number; values?: number[] };
  scale: { domain: number[]; nice?: boolean; type?: 'log' };
}

/** A quantitative axis for these numbers: `at` are the places where something stands, and where they are few, what is labelled. */
export function axisFor(axis: Axis, numbers: number[], at: number[] = []): Scaled {
  const title = axisTitle(axis);
  const look = { title, format: ',.10~f' };
  if (!axis.log) {
    const least = Math.min(0, ...numbers);
    const most = Math.max(...numbers);
    const domain = [least, most > least ? most : least + 1];
    return { type: 'quantitative', title, axis: { ...look, tickCount: 6 }, scale: { domain, nice: true } };
  }
  const ends = ticksAround(Math.min(...numbers), Math.max(...numbers));
  const few = [...new Set(at)].toSorted((a, b) => a - b);
  const domain = few.length > 1 ? [few[0]!, few.at(-1)!] : [ends[0]!, ends.at(-1)!];
  const values = few.length > 0 && few.length <= 8 ? few : ends;
  return { type: 'quantitative', title, axis: { ...look, values }, scale: { type: 'log', domain, nice: false } };
}

const STEPS = [1, 2, 5];
const MANY = 12;

/** 0.5, 1, 2, 5, 10, …: from the last at or below `least` to the first at or above `most`; where these are many, only the tens. */
export function ticksAround(least: number, most: number): number[] {
  const ticks = between(least, most, STEPS);
  return ticks.length <= MANY ? ticks : between(least, most, [1]);
}

function between(least: number, most: number, steps: number[]): number[] {
  const [from, to] = [Math.floor(Math.log10(least)) - 1, Math.ceil(Math.log10(most)) + 1];
  const all = Array.from({ length: to - from + 1 }, (_, i) => from + i).flatMap(exponent =>
    steps.map(step => Number(`${step}e${exponent}`)),
  );
  const first = all.findLastIndex(tick => tick <= least);
  const last = all.findIndex(tick => tick >= most);
  return all.slice(first, Math.max(last, first + 1) + 1);
}
