/** What `npm test` runs: every test.sh, in parts that need not wait for each other. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kinds } from '../servers/registry.ts';

/** What one lane runs at a time. */
export interface Job {
  name: string;
  /** The folder of its suite, from the top of the repo; '' for a check of the whole repo. */
  home: string;
  command: [string, ...string[]];
  /** Which part of test.sh it is; scripts/lib.sh leaves out the other. */
  part?: 'unit' | 'walkthrough';
  /** The servers it needs that take hundreds of megabytes each. */
  heavy: string[];
  /** Runs while nothing else does. */
  alone: boolean;
}

/** Pages have a project of their own: a browser is not Node. */
const everyProject = `tsc --project "$1" && for page in "$1"/{scripts,ticketmaster}/*/web; do tsc --project "$page" || exit; done`;

/** All jobs of a repo, by name. */
export function jobsOf(repo: string): Job[] {
  const whole = { home: '', heavy: [], alone: false };
  const scripts = globSync('{scripts,ticketmaster}/**/test.sh', { cwd: repo, exclude: ['**/node_modules/**'] });
  return [
    { ...whole, name: 'types', command: ['bash', '-c', everyProject, 'types', repo] },
    { ...whole, name: 'lint', command: ['biome', 'check', '--error-on-warnings', repo] },
    { ...whole, name: 'promises', command: ['oxlint', '--type-aware', '--deny-warnings', repo] },
    ...scripts.sort().flatMap(script => {
      const home = dirname(script);
      const manifest = join(repo, home, 'package.json');
      return partsOf(
        home,
        join(repo, script),
        readFileSync(join(repo, script), 'utf8'),
        existsSync(manifest) ? readFileSync(manifest, 'utf8') : '{}',
      );
    }),
  ];
}

/**
 * The tests and the README of a suite are two jobs. `"lab": { "alone": […] }` in its package.json names the test files, or
 * README.md, that are only right on a machine that does nothing else: those are jobs, too. `"apart": […]` names folders whose tests
 * need not wait for the others.
 */
export function partsOf(home: string, path: string, script: string, manifest: string): Job[] {
  const { lab } = JSON.parse(manifest) as { lab?: { alone?: string[]; apart?: string[] } };
  const alone = lab?.alone ?? [];
  const aloneTests = alone.filter(file => file !== 'README.md');
  const apart = lab?.apart ?? [];
  const needed = /^need ([^#\n]+)/m.exec(script)?.[1]?.trim().split(/\s+/) ?? [];
  const heavy = needed.filter(name => kinds[name.replace(/-\d$/, '')]?.heavy);
  const job = (name: string, part: 'unit' | 'walkthrough', isAlone: boolean, ...args: string[]): Job => ({
    ...{ name, home, heavy, part, alone: isAlone, command: ['bash', path, ...args] },
  });
  return [
    job(home, 'unit', false, ...except([...aloneTests, ...apart.map(folder => `${folder}/**`)])),
    ...apart.map(folder => job(`${home} ${folder}`, 'unit', false, `${folder}/`, ...except(aloneTests))),
    ...(aloneTests.length ? [job(`${home} alone`, 'unit', true, ...aloneTests)] : []),
    ...(/^walkthrough\b/m.test(script) ? [job(`${home} README`, 'walkthrough', alone.includes('README.md'))] : []),
  ];
}

const except = (files: string[]): string[] => files.flatMap(one => ['--exclude', `**/${one}`]);
