import { expect, it } from 'vitest';
import { fence, markdown, repository } from './fixtures.ts';
import { checkHeadings } from './headings.ts';

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
const commands = (count: number) =>
  fence('sh', 'for n in 1 2; do\n  echo $n |\ncat \\\n  -n\ndone\n# a remark\n\n'.repeat(count));
const headings = (names: string[]) =>
  names.map(name => (name === 'Try it' ? `## ${name}\n\n${commands(5)}` : `## ${name}`));
const diagram = fence('mermaid', 'flowchart LR\n  a --> b');

function subprojectWith(...blocks: string[]) {
  return checkHeadings(repository({ 'lab/kafka/README.md': markdown('# Kafka', ...blocks), 'lab/kafka/run.sh': '' }));
}

it('accepts a subproject with all headings in order, and others between', () => {
  expect(subprojectWith(diagram, ...headings(subproject), '## More', '### Goal')).toEqual([]);
});

it('lets a subproject say how many minutes it takes, and nothing else in that heading', () => {
  const timed = (minutes: string) => headings(subproject).with(0, `## What you will learn (${minutes})`);
  expect(subprojectWith(diagram, ...timed('10 minutes'))).toEqual([]);
  expect(subprojectWith(diagram, ...timed('soon'))).toMatchObject([
    { message: 'lacks the heading "## What you will learn"' },
  ]);
});

it.each([0, 6])('finds that %i commands to try are too few or too many', count => {
  const tryIt = count ? `## Try it\n\n${commands(count)}` : '## Try it';
  const others = headings(subproject)
    .with(1, tryIt)
    .with(4, `## Walkthrough\n\n${commands(7)}`);
  expect(subprojectWith(diagram, ...others)).toEqual([
    { file: 'lab/kafka/README.md', line: 10, message: `has ${count} commands to try: 1 to 5 are asked for` },
  ]);
});

it.each(subproject)('misses "%s" in a subproject', name => {
  const others = subproject.filter(other => other !== name);
  const finding = { file: 'lab/kafka/README.md', line: 1, message: `lacks the heading "## ${name}"` };
  expect(subprojectWith(diagram, ...headings(others), `### ${name}`)).toEqual([finding]);
});

it('names a heading that comes too early', () => {
  const [first, ...others] = headings(subproject);
  expect(subprojectWith(diagram, '## Files', first!, ...others.slice(0, -1))).toEqual([
    { file: 'lab/kafka/README.md', line: 8, message: '"## Files" must come after "## What you learned"' },
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

it('asks every plan for a goal, a checklist, acceptance criteria, and what it lacks', () => {
  const plan = headings(['Goal', 'Checklist', 'Acceptance criteria', 'Known to fall short']);
  expect(checkHeadings(repository({ 'a/plan.md': markdown(...plan) }))).toEqual([]);
  expect(checkHeadings(repository({ 'a/plan.md': markdown(...plan.slice(0, 3)) }))).toEqual([
    { file: 'a/plan.md', line: 1, message: 'lacks the heading "## Known to fall short"' },
  ]);
});
