import {
  type Expression,
  isBlock,
  isCallExpression,
  isClassDeclaration,
  isNewExpression,
  isObjectLiteralExpression,
  isSourceFile,
  type NewExpression,
  type Node,
} from 'typescript/unstable/ast';
import { callsIn, functionAround } from './calls.ts';
import { problemClasses } from './problem-classes.ts';
import type { Project } from './project.ts';
import { retryOf } from './retry.ts';
import { around, lineOf, placeOf, sentencesAbove, tagsAbove, within } from './syntax.ts';
import { type Given, type Value, valuesOf } from './values.ts';

/** One way in which a problem comes about. */
export interface ProblemMade {
  slug: string;
  status: string;
  /** `yes`, `no`, or `if …`. */
  retryable: string;
  cause: string;
  /** The file that makes it, from the root, and the route or function in it. */
  file: string;
  place: string;
  /** Files that call that function, where it is one that others share. */
  usedBy: string[];
}

export interface Problems {
  made: ProblemMade[];
  /** What cannot be read, or is not explained: `file:line why`. */
  refused: string[];
}

/** All problems that the sources make. What it cannot read it refuses: nothing is left out. */
export function problemsIn(project: Project): Problems {
  const { sources, checker, pathOf } = project;
  const nodes = [...sources.values()].flatMap(source => [...within(source)]);
  const { callsOf, bind } = callsIn(checker, nodes);
  const base = nodes.find(node => isClassDeclaration(node) && node.name?.text === 'Problem');
  if (!base || !isClassDeclaration(base)) throw new Error('no source declares a class Problem');
  const { isProblem, madeOf } = problemClasses(checker, nodes, base, bind);
  const made: ProblemMade[] = [];
  const refused: string[] = [];
  const usedTags = new Set<string>();

  function refuse(at: Node, why: string): void {
    refused.push(`${pathOf(at.getSourceFile())}:${lineOf(at)} ${why}: ${at.getText().split('\n')[0]}`);
  }

  /** `at`: where it is made, or the call of the function that makes it as it is told to. */
  function read(site: NewExpression, at: Node, given: Given, depth = 0): void {
    const found = madeOf(site, given);
    if (!found) {
      refuse(site, 'is made of arguments that cannot be read');
      return;
    }
    const { status, slug, detail, more } = found;
    const of = (expression: Expression | undefined) =>
      expression ? valuesOf(checker, expression, found.given) : [{ text: '', isKnown: false, isSaid: false }];
    const [statuses, slugs, details, retries] = [of(status), of(slug), of(detail), retryOf(checker, more, found.given)];
    if (!retries) {
      refuse(site, 'hides whether it is retryable');
      return;
    }
    const parameter = [...statuses, ...slugs, ...details, ...retries].find(value => value.parameter)?.parameter;
    const calls = parameter && depth < 5 ? callsOf(parameter.parent) : [];
    if (parameter && calls.length > 0) {
      for (const call of calls) read(site, call, bind(parameter.parent, call.arguments, given), depth + 1);
      return;
    }
    tell(site, at, { statuses, slugs, details, retries });
  }

  function tell(site: Node, at: Node, values: Record<'statuses' | 'slugs' | 'details' | 'retries', Value[]>): void {
    const { statuses, slugs, details, retries } = values;
    const where = { file: pathOf(at.getSourceFile()), place: placeOf(at), usedBy: usersOf(at) };
    const retryable = retries.length > 1 ? 'sometimes' : retries[0]!.text;
    const isPlain = [...statuses, ...slugs].every(({ isKnown }) => isKnown);
    const documented = [...around(at), ...around(site)].find(node => tagsAbove(node, 'problem').length > 0);
    if (!isPlain && documented) {
      usedTags.add(keyOf(documented));
      for (const tag of tagsAbove(documented, 'problem')) {
        const [, stated, name, cause] = /^(\d{3}|\dxx|any) (\S+) (.+)$/.exec(tag) ?? [];
        if (!cause) refuse(site, `has a tag that is not '@problem <status> <slug> <cause>'`);
        else made.push({ ...where, slug: name!, status: stated!, retryable, cause });
      }
      return;
    }
    if (!isPlain) {
      refuse(
        site,
        `has a status or slug that is known only when it runs; say '@problem <status> <slug> <cause>' above`,
      );
      return;
    }
    for (const [nth, { text: slug }] of slugs.entries()) {
      const said = details.length === slugs.length ? [details[nth]!] : details;
      for (const { text: status } of statuses)
        for (const cause of said.map(({ text }) => (isExplained(text) ? text : sentencesOf(at) || sentencesOf(site))))
          if (cause) made.push({ ...where, slug, status, retryable, cause });
          else refuse(site, `says nothing of why ('${slug}'); explain it in its detail, or above its function`);
    }
  }

  /** Who calls the shared function that this is in. */
  function usersOf(at: Node): string[] {
    const shared = functionAround(at);
    const files = (shared ? callsOf(shared) : []).map(call => pathOf(call.getSourceFile()));
    return [...new Set(files)].filter(file => file !== pathOf(at.getSourceFile())).sort();
  }

  for (const node of nodes) if (isNewExpression(node) && isProblem(node)) read(node, node, new Map());
  for (const node of nodes)
    if (tagsAbove(node, 'problem').length > 0 && !usedTags.has(keyOf(node)))
      refuse(node, 'has a tag @problem, and makes none that needs it');
  return { made, refused };
}

const keyOf = (node: Node) => `${node.getSourceFile().fileName}:${node.pos}`;

/** Two words that stand there whatever happens, or a long one. */
const isExplained = (text: string) => /\p{L}{2,}\P{L}+\p{L}{2,}|\p{L}{5,}/u.test(text.replace(/\{[^}]*\}/g, ''));

/** Of the innermost function alone: what stands above the ones around it speaks of more than this. */
function sentencesOf(at: Node): string {
  for (const node of around(functionAround(at) ?? at)) {
    const sentences = sentencesAbove(node);
    if (sentences) return sentences;
    if ([isBlock, isSourceFile, isObjectLiteralExpression, isCallExpression].some(is => is(node))) return '';
  }
  return '';
}
