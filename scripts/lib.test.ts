import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const repo = join(import.meta.dirname, '..');
const scripts = globSync('{scripts,ticketmaster}/**/{run,test,lab}.sh', { cwd: repo, exclude: ['**/node_modules/**'] });
const bare = mkdtempSync(join(tmpdir(), 'bare-'));
afterAll(() => rmSync(bare, { recursive: true }));

describe.each(scripts)('%s', script => {
  it('answers --help from any directory, before anything is installed', () => {
    for (const file of ['scripts/lib.sh', script]) {
      mkdirSync(join(bare, dirname(file)), { recursive: true });
      cpSync(join(repo, file), join(bare, file));
    }
    const help = execFileSync('bash', [join(bare, script), '--help'], { cwd: '/', encoding: 'utf8' });
    expect(help).toMatch(/^\w.*[.:?!`]$/m);
    expect(existsSync(join(bare, 'node_modules'))).toBe(false);
  });
});

const { REDIS_URL: _1, PG_URL: _2, ...environment } = process.env; // of a shell that was given no server
const inLab = (line: string) =>
  spawnSync('bash', ['-c', `source '${join(repo, 'scripts/lib.sh')}'\n${line}\necho went on`], {
    encoding: 'utf8',
    env: environment,
  });

it('runs on a Node that can run the lab', () => {
  expect(inLab('node --version').stdout).toMatch(/^v(2[4-9]|[3-9]\d)\.\d+\.\d+\nwent on\n$/);
});

it('ends the script that needs a server there is not, and says so', () => {
  const { status, stdout, stderr } = inLab('need postgress');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain("There is no server 'postgress'. There are: postgres");
});

it('runs a walkthrough without the URLs that `need` found, and with those that a user gave', () => {
  const walk = (given: string) =>
    inLab(`${given}
      node() { # stands in for the servers and for the runner of walkthroughs
        case "$2" in need) echo "export REDIS_URL='redis://lab'"; echo "export PG_URL='pg://given'" ;; esac
      }
      env() { printf '%s ' "$@"; }
      need redis postgres
      echo "$REDIS_URL"
      walkthrough`).stdout;
  expect(walk('')).toMatch(/^redis:\/\/lab\n-u REDIS_URL -u PG_URL node .*README.md went on\n$/);
  expect(walk('export PG_URL=pg://given')).toMatch(/\n-u REDIS_URL node /);
});

it.each([
  ['', 'tests README '],
  ['unit', 'tests '],
  ['walkthrough', 'README '],
])('runs of a test.sh the part that LAB_PART names (%s)', (part, ran) => {
  const line = `export LAB_PART=${part}; env() { case "$*" in *vitest*) printf 'tests ' ;; *) printf 'README ' ;; esac; }; unit; walkthrough`;
  expect(inLab(line).stdout).toBe(`${ran}went on\n`);
});
