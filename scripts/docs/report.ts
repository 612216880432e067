/** The words for a step that failed. */
import type { Difference } from './expected.ts';
import type { Step } from './steps.ts';

/** Names the README's line that differs; `added` lines were put before the promise to compare it. '' for no difference. */
export function describe(promised: { line: number }, difference: Difference | undefined, added = 0): string {
  if (!difference) return '';
  const line = promised.line + difference.line - 1 - added;
  return `First difference, at line ${line}:\n  promised  ${difference.promised}\n  came      ${difference.came}`;
}

/** Everything a reader needs to see what went wrong without running it again. */
export function report({ command, promised }: Step, problems: string[], output: string): string {
  return [
    ...problems,
    `The command:\n${indented(command)}`,
    ...(promised ? [`README promised:\n${indented(promised.text)}`] : []),
    `It printed:\n${indented(output.replaceAll('\r', '').trimEnd() || '(nothing)')}`,
  ].join('\n');
}

/** What a background step had to say about the failure of another. */
export const reportLog = ({ title, log }: { title: string; log: string }) =>
  `Meanwhile ${title} printed:\n${indented(log)}`;

const indented = (text: string) => text.replaceAll(/^/gm, '  ');
