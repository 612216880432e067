import type { LaneStep } from '../charts/lanes.ts';
import { pathOfAll } from './words.ts';

/** Something that happened in a lane, before it is put together with what is like it. */
export interface Step {
  look: Exclude<LaneStep['look'], 'left out'>;
  lane: string;
  text: string;
  ms: number;
  /** Steps of a lane with the same key are one. What has none stands alone. */
  key?: string;
  /** Of an answer: what was asked. */
  call?: { verb: string; path: string };
}

/** How many others of its lane may lie between two that are one: who polls asks several things in turn. */
const BETWEEN = 4;

/** The steps in their order; answers that are alike are one with a number, unless something else happened between them. */
export function joined(steps: Step[]): Step[] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const group = step.key === undefined ? undefined : groupFor(step, groups);
    if (group) group.push(step);
    else groups.push([step]);
  }
  return groups.map(group => ({ ...group[0]!, text: textOf(group) }));
}

function groupFor(step: Step, groups: Step[][]): Step[] | undefined {
  let between = 0;
  for (const group of groups.toReversed()) {
    const [first] = group as [Step];
    if (first.look === 'fault') return undefined;
    if (first.lane !== step.lane) continue;
    if (first.key === step.key && first.look === step.look) return group;
    if (first.key === undefined || ++between > BETWEEN) return undefined;
  }
  return undefined;
}

function textOf(group: Step[]): string {
  const texts = [...new Set(group.map(({ text }) => text))];
  const told = texts.length > 1 ? `${texts[0]} … ${texts.at(-1)}` : texts[0]!;
  const times = group.length > 1 ? ` ×${group.length}` : '';
  const [{ call }] = group as [Step];
  if (!call) return `${told}${times}`;
  return `${call.verb} ${pathOfAll(group.flatMap(one => one.call?.path ?? []))}${times} → ${told}`;
}
