import { expect, it } from 'vitest';
import { checkFacts } from './facts.ts';
import { markdown, repository } from './fixtures.ts';

const lesson = 'ticketmaster/tech-line/kafka';
const line =
  '10 minutes · 350 MB of memory · servers: Redis × 2, Kafka, nginx · to install: curl, jq, Redis, Java 17, Maven, nginx · ' +
  'before: [first](../../first/README.md) · next: [index](../../README.md)';
const right = {
  'ticketmaster/README.md': markdown('## Learning path', '[1](first/README.md)', '[2](tech-line/kafka/README.md)'),
  'ticketmaster/first/README.md': markdown(
    '# First',
    '5 minutes · memory not measured · servers: none · to install: curl, jq · before: [index](../README.md) · next: [kafka](../tech-line/kafka/README.md)',
    '## What you will learn (5 minutes)',
  ),
  'ticketmaster/first/run.sh': '',
  'scripts/docs/memory.json': JSON.stringify({ [lesson]: { megabytes: 311 } }),
  [`${lesson}/README.md`]: markdown('# Kafka', line, '## What you will learn (10 minutes)'),
  [`${lesson}/package.json`]: JSON.stringify({ lab: { servers: ['redis', 'redis-2', 'kafka'] } }),
  [`${lesson}/run.sh`]: 'need redis redis-2 kafka\nprograms nginx\n',
};
const wrong = (changed: Record<string, string>) =>
  checkFacts(repository({ ...right, ...changed })).map(({ file, message }) => ({ file, message }));
const readme = (text: string) => wrong({ [`${lesson}/README.md`]: text });

it('accepts a line that says what is true', () => {
  expect(wrong({})).toEqual([]);
});

it.each([
  ['other minutes', line.replace('10', '9')],
  ['other memory', line.replace('350', '300')],
  ['a server less', line.replace(' × 2', '')],
  ['less to install', line.replace(', Maven', '')],
  ['another lesson before', line.replace('[first](../../first/', '[last](../../last/')],
  ['another lesson next', line.replace('[index](../../', '[first](../../first/')],
  ['nothing', ''],
])('refuses a line with %s, and says the right one', (_what, said) => {
  expect(readme(markdown('# Kafka', said, '## What you will learn (10 minutes)'))).toEqual([
    { file: `${lesson}/README.md`, message: `the line under the title must be: ${line}` },
  ]);
});

it('refuses the right line in another place', () => {
  expect(readme(markdown('# Kafka', 'A log.', line, '## What you will learn (10 minutes)'))).toHaveLength(1);
});

it.each([
  ['another server', `${lesson}/package.json`, '{"lab": {"servers": ["redis"]}}', 'servers: Redis, nginx ·'],
  ['another program', `${lesson}/run.sh`, 'programs openssl', 'Maven, OpenSSL ·'],
  ['more memory', 'scripts/docs/memory.json', JSON.stringify({ [lesson]: { megabytes: 351 } }), '400 MB'],
])('follows its source: %s makes the line wrong', (_what, file, text, said) => {
  expect(wrong({ [file]: text })).toEqual([{ file: `${lesson}/README.md`, message: expect.stringContaining(said) }]);
});

it('follows the learning path: both neighbours of a lesson that moves are wrong', () => {
  const index = markdown('## Learning path', '[2](tech-line/kafka/README.md)', '[1](first/README.md)');
  expect(wrong({ 'ticketmaster/README.md': index }).map(({ file }) => file)).toEqual([
    'ticketmaster/first/README.md',
    `${lesson}/README.md`,
  ]);
});

it('asks how long a lesson takes, and knows what each server asks for', () => {
  expect(readme(markdown('# Kafka', line, '## What you will learn'))).toMatchObject([
    { message: expect.stringMatching(/^does not say how long it takes/) },
  ]);
  expect(wrong({ [`${lesson}/package.json`]: '{"lab": {"servers": ["abacus"]}}' })).toMatchObject([
    { message: expect.stringMatching(/^needs abacus, of which facts\.ts does not know/) },
  ]);
});

it('asks a folder without run.sh for nothing', () => {
  expect(wrong({ 'ticketmaster/tech-line/contract/README.md': '# Contract\n' })).toEqual([]);
});
