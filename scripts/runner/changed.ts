/** Which jobs can see a change: by what they import, read and need. In doubt a job sees it. */
import { execFileSync } from 'node:child_process';
import { posix } from 'node:path';
import type { Job } from './jobs.ts';

type Files = ReadonlyMap<string, string>;

/** What every job stands on. */
const everybodys = /^(package(-lock)?\.json|tsconfig.*\.json|\.npmrc|\.nvmrc|scripts\/(lib|lab)\.sh)$/;
const isCode = (file: string) => /\.[mc]?[jt]s$/.test(file);

/** The jobs that can see that these files changed, were added or deleted. `files` is the repo as it is now. */
export function affected<J extends Pick<Job, 'name' | 'home' | 'part'>>(
  jobs: J[],
  changed: string[],
  files: Files,
): J[] {
  if (changed.some(file => everybodys.test(file))) return jobs;
  const homes = [...new Set(jobs.map(({ home }) => home))];
  const homeOf = (file: string) => longest(homes.filter(home => home && file.startsWith(`${home}/`)));
  const packages = packagesIn(files);
  return jobs.filter(({ home, part }) => {
    if (home === '') return changed.some(file => !file.endsWith('.md')); // types and lint
    if (home === 'scripts') return changed.length > 0; // its house rules and its checks of documents read every file
    const roots = [...files.keys()].filter(file => homeOf(file) === home);
    if (/^need /m.test(files.get(`${home}/test.sh`) ?? '')) roots.push('scripts/servers.ts');
    if (part === 'walkthrough') roots.push('scripts/walkthrough.ts');
    const seen = closure(roots, files, packages);
    const touched = new Set([...seen].map(file => packageAbove(file, packages)));
    return changed.some(file => {
      if (file.endsWith('.md')) return part === 'walkthrough' && file === `${home}/README.md`;
      if (part === 'walkthrough' && file.endsWith('.test.ts')) return false;
      if (homeOf(file) === home || seen.has(file)) return true;
      return !isCode(file) && touched.has(packageAbove(file, packages)); // sql, lua, html, package.json: read by path
    });
  });
}

/** All files that these import, and theirs: also those that are no longer there. */
function closure(roots: string[], files: Files, packages: Map<string, string>): Set<string> {
  const seen = new Set(roots);
  for (const file of seen) {
    if (!isCode(file)) continue;
    for (const [, specifier = ''] of (files.get(file) ?? '').matchAll(
      /\b(?:from|import)\s*\(?\s*['"]([^'"\n]+)['"]/g,
    )) {
      if (specifier.startsWith('.')) seen.add(posix.join(posix.dirname(file), specifier));
      const [, name = '', path] = /^(@[^/]+\/[^/]+)\/(.+)$/.exec(specifier) ?? [];
      if (packages.has(name)) seen.add(`${packages.get(name)}/${path}.ts`); // what all packages here export: ./* → ./*.ts
    }
  }
  return seen;
}

/** The folder of each package of ours, by its name. */
function packagesIn(files: Files): Map<string, string> {
  const manifests = [...files].filter(([path]) => path.endsWith('/package.json'));
  return new Map(manifests.map(([path, text]) => [(JSON.parse(text) as { name: string }).name, posix.dirname(path)]));
}

const packageAbove = (file: string, packages: Map<string, string>) =>
  longest([...packages.values()].filter(home => file.startsWith(`${home}/`)));

const longest = (paths: string[]) => paths.toSorted((a, b) => b.length - a.length)[0];

/** The files that differ from `rev`, committed or not; where none is given, from where this branch left main. */
export function changedSince(repo: string, rev?: string): { rev: string; files: string[] } {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repo, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const from = rev ?? firstOf(['main', 'origin/main'], name => git('merge-base', name, 'HEAD').trim()) ?? 'HEAD';
  const differ = git('diff', '--name-only', '--no-renames', '-z', from, '--');
  const added = git('ls-files', '--others', '--exclude-standard', '-z');
  return { rev: from, files: [...new Set(`${differ}${added}`.split('\0').filter(Boolean))].sort() };
}

/** Whether git knows a commit of that name. */
export function isRevision(repo: string, name: string): boolean {
  return (
    firstOf([name], rev =>
      execFileSync('git', ['rev-parse', '--verify', '--quiet', `${rev}^{commit}`], { cwd: repo }),
    ) !== undefined
  );
}

function firstOf<T>(names: string[], find: (name: string) => T): T | undefined {
  for (const name of names) {
    try {
      return find(name);
    } catch {
      // git knows no such name
    }
  }
  return undefined;
}
