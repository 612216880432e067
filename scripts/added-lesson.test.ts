// Adding a technology is one folder: a made-up fifth waiting room, put into a copy of the repo, is tested, listed and compared.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checks } from './docs/all.ts';
import { repositoryFiles } from './docs/files.ts';
import { readCheckout } from './house/checkout.ts';
import { subprojectsOf } from './house/places.ts';
import { rules } from './house/rules.ts';

const repo = join(import.meta.dirname, '..');
const lesson = 'ticketmaster/tech-waiting-room/paper';
const question = (asked: string) =>
  `<details><summary>${asked}</summary>\n\n${'What is written on paper stays in the order of its lines. '.repeat(2)}\n\n</details>`;
const readme = [
  '# The waiting room on paper',
  `2 minutes · memory not measured · servers: Redis · to install: curl, jq, Redis · before: [index](../../README.md) · next: [index](../../README.md)`,
  '## What you will learn (2 minutes)',
  '## Try it\n\n```sh\n./run.sh\n```',
  ...['Tech choices', 'How it works', 'Walkthrough', 'Break it', 'API sketch', 'Failure modes', 'Trade-offs'],
  '```mermaid\nflowchart LR\n  visitor --> paper\n```',
  ...[
    'When it grows',
    'Promises',
    'What you learned',
    question('Who is first?'),
    question('Who next?'),
    question('Who last?'),
  ],
  'Files',
];
const plan = ['Goal', 'Checklist', 'Acceptance criteria', 'Known to fall short'];
const headed = (parts: string[]) =>
  `${parts.map(part => (/^[#`<\d]/.test(part) ? part : `## ${part}`)).join('\n\n')}\n`;
const script = (says: string, ...does: string[]) =>
  ['#!/usr/bin/env bash', `# ${says}`, `source "$(dirname "$0")/../../../scripts/lib.sh"`, ...does, ''].join('\n');

const files = {
  'package.json': JSON.stringify({
    ...{ name: '@ticketmaster/waiting-room-paper', private: true, type: 'module' },
    lab: { port: 3109, clients: [], servers: ['redis'] },
    dependencies: { '@ticketmaster/common': '*', '@ticketmaster/waiting-room': '*' },
  }),
  'README.md': headed(readme),
  'plan.md': headed(['# Plan', ...plan]),
  'requests.http': '',
  'run.sh': script('The waiting room on paper.', 'need redis', `exec node "$LAB/${lesson}/server.ts"`),
  'test.sh': script('All promises of the waiting room on paper.', `cd "$LAB/${lesson}"`, 'unit "$@"'),
  'server.ts': `import { env } from '@ticketmaster/common/env';\nconsole.log(env.count('PORT', 3109));\n`,
  'line.ts': `export { memoryLine as paperLine } from '@ticketmaster/waiting-room/memory-line';\n`,
  'line.test.ts': `import { describeLine } from '@ticketmaster/waiting-room/conformance';
import { paperLine } from './line.ts';
const { openGate } = paperLine();
const loses = async () => Promise.reject(new Error('it burnt'));
describeLine('Paper', { openGate, restartBroker: loses }, { survivesBrokerRestart: 'paper burns' });\n`,
  'technology.ts': `import type { Technology } from '@ticketmaster/waiting-room/technology';
export const technologies: Technology[] = [{ name: 'Paper', emulator: 'made up' }];\n`,
};

let copy: string;
beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'added-lesson-')));
  const tracked = repositoryFiles(repo).keys();
  for (const file of tracked) cpSync(join(repo, file), join(copy, file));
  linkModules();
  mkdirSync(join(copy, lesson));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(copy, lesson, file), text);
  for (const file of ['run.sh', 'test.sh']) chmodSync(join(copy, lesson, file), 0o755);
  execFileSync('git', ['init', '-q'], { cwd: copy });
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What is installed, but for the packages of the repo, which are those of the copy. */
function linkModules(): void {
  const [from, to] = [join(repo, 'node_modules'), join(copy, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from).filter(name => name !== '@ticketmaster'))
    symlinkSync(join(from, name), join(to, name));
  cpSync(join(from, '@ticketmaster'), join(to, '@ticketmaster'), { recursive: true, verbatimSymlinks: true });
}

const ofLesson = (findings: { file: string; message: string }[]) =>
  findings.filter(({ file }) => file.startsWith(lesson));

it('is listed: a subproject that keeps the rules of the house', () => {
  const checkout = readCheckout(copy);
  expect(subprojectsOf(checkout)).toContain(lesson);
  expect(Object.values(rules).flatMap(rule => ofLesson(rule(checkout)))).toEqual([]);
});

it('keeps no rule by silence: without its declaration it is refused', () => {
  const checkout = readCheckout(copy);
  checkout.files.set(`${lesson}/package.json`, files['package.json'].replace('"lab"', '"lap"'));
  expect(Object.values(rules).flatMap(rule => ofLesson(rule(checkout)))).toEqual([
    { file: lesson, message: expect.stringContaining('has no port') },
    { file: `${lesson}/run.sh`, message: 'needs redis, and package.json declares none' },
  ]);
});

it('is listed: its documents are checked', async () => {
  const documents = new Map([...repositoryFiles(copy)].filter(([file]) => file.startsWith(lesson)));
  documents.set('ticketmaster/README.md', '## Learning path\n\n[paper](tech-waiting-room/paper/README.md)\n');
  const findings = await Promise.all(Object.values(checks).map(check => check(documents)));
  expect(ofLesson(findings.flat())).toEqual([]);
});

it('is tested: npm test finds its test.sh, and its tests pass', () => {
  const environment = { ...process.env, LAB_RESULTS: undefined, LAB_DIR: '' }; // its own, and no lane's
  const run = ['scripts/test.ts', 'waiting-room/paper'];
  const output = execFileSync(process.execPath, run, { cwd: copy, env: environment, encoding: 'utf8' });
  expect(output).toMatch(/tech-waiting-room\/paper .*7 passed/);
  expect(output).toMatch(/7 passed, 0 failed, 0 skipped\n$/);
});

it('is compared: the comparison of its family runs its promises', () => {
  const compare = `
    import { serversOf } from './scripts/compare/technologies.ts';
    import { keeping } from './scripts/compare/waiting-room/promises.ts';
    import { technologies } from './scripts/compare/waiting-room/technologies.ts';
    const paper = technologies.filter(({ folder }) => folder === 'paper');
    const { head, rows, notes } = await keeping({ urls: {}, tell() {} }, paper);
    console.log(JSON.stringify({ head, rows, notes, last: technologies.at(-1).name, servers: serversOf(paper) }));`;
  const run = ['--input-type=module', '-e', compare];
  const output = execFileSync(process.execPath, run, { cwd: copy, encoding: 'utf8' });
  const compared = JSON.parse(output);
  expect(compared).toMatchObject({
    last: 'Paper',
    servers: ['redis'],
    head: ['promise', 'Paper (made up, an emulator)'],
  });
  expect(compared.rows).toContainEqual(['ordered', 'yes']);
  expect(compared.rows).toContainEqual(['survivesBrokerRestart', '**no**']);
  expect(compared.notes).toEqual(['Paper (made up, an emulator), survivesBrokerRestart: no, paper burns.']);
});
