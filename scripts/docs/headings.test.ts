import { expect, it } from 'vitest';
import { fence, markdown, repository } from './fixtures.ts';
import { checkHeadings } from './headings.ts';

const subproject = [
  'What you will have seen',
  'Tech choices',
  'How it works',
  'Walkthrough',
  'Break it',
  'API sketch',
  'Promises',
  'Failure modes',
  'Trade-offs',
  'When it grows',
  'Files',
];
const headings = (names: string[]) => names.map(name => `## ${name}`);
const diagram = fence('mermaid', 'flowchart LR\n  a --> b');

function subprojectWith(...blocks: string[]) {
  return checkHeadings(repository({ 'lab/kafka/README.md': markdown('# Kafka', ...blocks), 'lab/kafka/run.sh': '' }));
}

it('accepts a subproject with all headings in order, and others between', () => {
  expect(subprojectWith(diagram, ...headings(subproject), '## More', '### Goal')).toEqual([]);
});

it.each(subproject)('misses "%s" in a subproject', name => {
  const others = subproject.filter(other => other !== name);
  const finding = { file: 'lab/kafka/README.md', line: 1, message: `lacks the heading "## ${name}"` };
  expect(subprojectWith(diagram, ...headings(others), `### ${name}`)).toEqual([finding]);
});

it('names a heading that comes too early', () => {
  const [first, ...others] = headings(subproject);
  expect(subprojectWith(diagram, '## Files', first!, ...others.slice(0, -1))).toEqual([
    { file: 'lab/kafka/README.md', line: 8, message: '"## Files" must come after "## When it grows"' },
  ]);
});

it('misses a diagram in a subproject', () => {
  expect(subprojectWith(...headings(subproject))).toMatchObject([{ message: 'has no mermaid block' }]);
});

it('asks a folder without run.sh for nothing', () => {
  expect(checkHeadings(repository({ 'lab/contract/README.md': '# Contract', 'lab/kafka/run.sh': '' }))).toEqual([]);
});

it('asks a family for its headings', () => {
  const file = 'ticketmaster/tech-waiting-room/README.md';
  const family = headings(['Tech choices', 'API sketch', 'Trade-offs']);
  expect(checkHeadings(repository({ [file]: markdown(...family) }))).toEqual([]);
  expect(checkHeadings(repository({ [file]: markdown(...family.toReversed()) }))).toEqual([
    { file, line: 3, message: '"## API sketch" must come after "## Tech choices"' },
    { file, line: 1, message: '"## Trade-offs" must come after "## Tech choices"' },
  ]);
});

it('asks the index for its headings and for no diagram', () => {
  const file = 'ticketmaster/README.md';
  const index = headings([
    'Purpose',
    'Alignment with HelloInterview',
    'Reuse existing examples (do not re-implement here)',
    'Subprojects',
    'Learning path',
  ]);
  expect(checkHeadings(repository({ [file]: markdown(...index) }))).toEqual([]);
  expect(checkHeadings(repository({ [file]: markdown(...index.slice(1), diagram) }))).toMatchObject([
    { line: 1, message: 'lacks the heading "## Purpose"' },
    { line: 9, message: expect.stringContaining('the index has none') },
  ]);
});

it('asks every plan for a goal, a checklist and acceptance criteria', () => {
  const plan = headings(['Goal', 'Checklist', 'Acceptance criteria']);
  expect(checkHeadings(repository({ 'a/plan.md': markdown(...plan) }))).toEqual([]);
  expect(checkHeadings(repository({ 'a/plan.md': markdown(...plan.slice(0, 2)) }))).toEqual([
    { file: 'a/plan.md', line: 1, message: 'lacks the heading "## Acceptance criteria"' },
  ]);
});
