import type { Node } from 'typescript/unstable/ast';
import { type CallOrNew, isFunction } from './calls.ts';
import { around, tagsAbove } from './syntax.ts';
import { type End, endAt } from './ways-of-sending.ts';

/** Refuses what sends or listens by a way that is known, where neither the functions around it say what, nor all that call these. */
export function undeclaredIn(
  nodes: Node[],
  callsOf: (called: Node) => CallOrNew[],
  refuse: (at: Node, why: string) => void,
): void {
  function isDeclared(node: Node, end: End, depth = 0): boolean {
    const outwards = [...around(node)];
    if (outwards.some(one => tagsAbove(one, end).length > 0)) return true;
    return outwards.filter(isFunction).some(called => {
      const calls = depth < 3 ? callsOf(called) : [];
      return calls.length > 0 && calls.every(call => isDeclared(call, end, depth + 1));
    });
  }
  for (const node of nodes) {
    const found = endAt(node);
    if (found && !isDeclared(node, found.end)) refuse(node, `${undeclared(found)} above its function`);
  }
}

/** Files whose syntax is not read here: their tags are found in their text, and stand for all of the file. */
export const isText = (path: string) =>
  /^ticketmaster\/.*\.(lua|sql|js)$/.test(path) && !/\.(test|fixture)\.js$/.test(path);

export const tagsInText = (text: string) =>
  [...text.matchAll(/^\s*(?:--|\/?\*\*?|\/\/) @(sends|hears) (.*?)(?: *\*\/)?$/gm)].map(([, end, tag]) => ({
    end: end as End,
    tag: tag!,
  }));

export const undeclared = ({ end, way }: { end: End; way: string }) =>
  `${end} by ${way} and does not say what: '@${end} <name>'`;
