import type { LaneStep } from './lanes.ts';

const MOST = 26;
const FIRST = 7;
const LAST = 10;

/** The first, the last, and in between those that are no plain call; what is left out is counted. */
export function cut(steps: LaneStep[]): LaneStep[] {
  if (steps.length <= MOST) return steps;
  const loud = steps.flatMap(({ look }, nth) => (look === 'call' ? [] : [nth]));
  const kept = new Set([...loud.slice(0, 5), ...loud.slice(-2)]);
  for (let nth = 0; nth < steps.length; nth++) if (nth < FIRST || nth >= steps.length - LAST) kept.add(nth);
  for (const nth of steps.keys()) if (kept.has(nth - 1) && kept.has(nth + 1)) kept.add(nth); // one takes no more room than to say so
  const rest: LaneStep[] = [];
  const moved = new Map<number, number>();
  let left = 0;
  for (const [nth, { from, ...step }] of steps.entries()) {
    if (!kept.has(nth)) {
      left++;
      continue;
    }
    if (left) rest.push({ look: 'left out', text: `… ${left} more …`, s: step.s });
    left = 0;
    moved.set(nth, rest.length);
    const began = from === undefined ? undefined : moved.get(from);
    rest.push({ ...step, ...(began !== undefined && { from: began }) });
  }
  return rest;
}
