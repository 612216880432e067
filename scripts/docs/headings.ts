/** Every README of a kind has the same `##` headings in the same order, so that two of them read side by side. */
import { dirname, matchesGlob } from 'node:path';
import { type Files, type Finding, markdownIn } from './files.ts';
import type { Fence, Markdown } from './markdown.ts';

const subproject = [
  'What you will learn',
  'Try it',
  'Tech choices',
  'How it works',
  'Walkthrough',
  'Break it',
  'API sketch',
  'Failure modes',
  'Trade-offs',
  'When it grows',
  'Promises',
  'What you learned',
  'Files',
];
const family = ['Tech choices', 'API sketch', 'Trade-offs'];
const index = [
  'Purpose',
  'Alignment with HelloInterview',
  'Reuse existing examples (do not re-implement here)',
  'Subprojects',
  'Learning path',
];
const plan = ['Goal', 'Checklist', 'Acceptance criteria', 'Known to fall short'];

/** How many commands a reader pastes before anything is explained. */
const TO_TRY = 5;

/** Other headings may stand between the required ones. A subproject is a folder with a run.sh. */
export function checkHeadings(files: Files): Finding[] {
  return markdownIn(files).flatMap(([file, markdown]) => {
    const isSubproject = matchesGlob(file, '{README.md,**/README.md}') && files.has(beside(file, 'run.sh'));
    const isIndex = file === 'ticketmaster/README.md';
    return [
      ...(isSubproject ? outOfOrder(file, markdown, subproject) : []),
      ...(isSubproject ? tooMuchToTry(file, markdown) : []),
      ...(isSubproject && diagrams(markdown).length === 0 ? [{ file, line: 1, message: 'has no mermaid block' }] : []),
      ...(matchesGlob(file, 'ticketmaster/tech-*/README.md') ? outOfOrder(file, markdown, family) : []),
      ...(isIndex ? outOfOrder(file, markdown, index) : []),
      ...(isIndex ? diagrams(markdown).map(({ line }) => ({ file, line, message: noDiagram })) : []),
      ...(matchesGlob(file, '{plan.md,**/plan.md}') ? outOfOrder(file, markdown, plan) : []),
    ];
  });
}

const noDiagram = 'a mermaid block, but the index has none: diagrams belong to the subprojects';

function outOfOrder(file: string, { headings }: Markdown, required: string[]): Finding[] {
  const findings: Finding[] = [];
  let last = { text: '', line: 0 };
  for (const text of required) {
    const found = headings.find(heading => heading.level === 2 && untimed(heading.text) === text);
    if (!found) findings.push({ file, line: 1, message: `lacks the heading "## ${text}"` });
    else if (found.line < last.line) {
      findings.push({ file, line: found.line, message: `"## ${text}" must come after "## ${last.text}"` });
    } else last = found;
  }
  return findings;
}

/** `What you will learn (10 minutes)` is the heading `What you will learn`. */
const untimed = (heading: string) => heading.replace(/ \(\d+ minutes\)$/, '');

function tooMuchToTry(file: string, { headings, fences }: Markdown): Finding[] {
  const tryIt = headings.find(({ level, text }) => level === 2 && text === 'Try it');
  if (!tryIt) return [];
  const end = headings.find(({ level, line }) => level <= 2 && line > tryIt.line)?.line ?? Infinity;
  const commands = fences.filter(({ lang, line }) => lang === 'sh' && line > tryIt.line && line < end).flatMap(typed);
  if (commands.length >= 1 && commands.length <= TO_TRY) return [];
  return [{ file, line: tryIt.line, message: `has ${commands.length} commands to try: 1 to ${TO_TRY} are asked for` }];
}

/** The commands of a block. A comment is none; a line behind a backslash, inside a loop or at its end goes on with one. */
const typed = ({ text }: Fence) =>
  text
    .split('\n')
    .filter((line, i, lines) => !/^(\s|#|$|done\b|fi\b)/.test(line) && !/[\\|]$/.test(lines[i - 1] ?? ''));

const diagrams = ({ fences }: Markdown) => fences.filter(({ lang }) => lang === 'mermaid');

const beside = (file: string, name: string) => (dirname(file) === '.' ? name : `${dirname(file)}/${name}`);
