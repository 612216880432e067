import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { affected, changedSince, isRevision } from './changed.ts';

const manifest = (name: string) => `{ "name": "@ticketmaster/${name}" }`;
const files = new Map(
  Object.entries({
    'scripts/test.sh': 'unit',
    'scripts/package.json': manifest('scripts'),
    'scripts/servers.ts': `import './servers/redis.ts'`,
    'scripts/servers/redis.ts': '',
    'scripts/walkthrough.ts': `import './docs/walk.ts'`,
    'scripts/docs/walk.ts': '',
    'ticketmaster/common/package.json': manifest('common'),
    'ticketmaster/common/test.sh': 'unit',
    'ticketmaster/common/http.ts': `export { x } from './problem.ts'`,
    'ticketmaster/common/problem.ts': '',
    'ticketmaster/common/env.ts': '',
    'ticketmaster/line/package.json': manifest('line'),
    'ticketmaster/line/line.ts': '',
    'ticketmaster/line/turn.lua': '',
    'ticketmaster/line/test.sh': 'need redis\nunit',
    'ticketmaster/room/package.json': manifest('room'),
    'ticketmaster/room/room.ts': `import { line } from '@ticketmaster/line/line';\nconst { x } = await import('@ticketmaster/common/http');`,
    'ticketmaster/room/room.test.ts': `import './room.ts'`,
    'ticketmaster/room/README.md': '',
    'ticketmaster/room/test.sh': 'need redis\nunit\nwalkthrough',
  }),
);
const jobs = [
  { name: 'types', home: '' },
  { name: 'scripts', home: 'scripts' },
  ...['common', 'line', 'room'].map(name => ({ name, home: `ticketmaster/${name}`, part: 'unit' as const })),
  { name: 'room README', home: 'ticketmaster/room', part: 'walkthrough' as const },
];
const seeing = (...changed: string[]) => affected(jobs, changed, files).map(({ name }) => name);

it.each([
  ['a module that another package imports', 'ticketmaster/common/http.ts', ['common', 'room', 'room README']],
  ['one that is imported by way of it', 'ticketmaster/common/problem.ts', ['common', 'room', 'room README']],
  ['one that nobody imports', 'ticketmaster/common/env.ts', ['common']],
  ['a deleted module that is still imported', 'ticketmaster/line/line.ts', ['line', 'room', 'room README']],
  ['a script that is read by path', 'ticketmaster/line/turn.lua', ['line', 'room', 'room README']],
  ['the manifest of a package', 'ticketmaster/line/package.json', ['line', 'room', 'room README']],
  ['a test', 'ticketmaster/room/room.test.ts', ['room']],
  ['a shell script', 'ticketmaster/room/run.sh', ['room', 'room README']],
  ['how a server is started', 'scripts/servers/redis.ts', ['line', 'room', 'room README']],
  ['how READMEs are run', 'scripts/docs/walk.ts', ['room README']],
])('%s: who imports, reads or needs it, with types and house rules', (_what, file, names) => {
  expect(seeing(file)).toEqual(['types', 'scripts', ...names]);
});

it('a README: its walkthrough, and the checks of documents', () => {
  expect(seeing('ticketmaster/room/README.md')).toEqual(['scripts', 'room README']);
  expect(seeing('ticketmaster/room/plan.md')).toEqual(['scripts']);
});

it('the lockfile, and what every script sources: everything', () => {
  expect(seeing('package-lock.json')).toHaveLength(jobs.length);
  expect(seeing('ticketmaster/room/plan.md', 'scripts/lib.sh')).toHaveLength(jobs.length);
});

it('nothing: nothing', () => expect(seeing()).toEqual([]));

it('finds what differs from where the branch left main, from a revision, and what is not in git yet', () => {
  const repo = mkdtempSync(join(tmpdir(), 'changed-'));
  onTestFinished(() => rmSync(repo, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repo });
  const commit = (file: string) => {
    writeFileSync(join(repo, file), file);
    git('add', file);
    git('commit', '-qm', file);
  };
  git('init', '-q', '-b', 'main');
  commit('old');
  git('checkout', '-qb', 'branch');
  commit('ours');
  commit('ours, later');
  git('checkout', '-q', 'main');
  commit('theirs');
  git('checkout', '-q', 'branch');
  rmSync(join(repo, 'old'));
  writeFileSync(join(repo, 'new "one"'), '');
  expect(changedSince(repo).files).toEqual(['new "one"', 'old', 'ours', 'ours, later']);
  expect(changedSince(repo, 'HEAD~1').files).toEqual(['new "one"', 'old', 'ours, later']);
  expect([isRevision(repo, 'HEAD~1'), isRevision(repo, 'sse')]).toEqual([true, false]);
});
