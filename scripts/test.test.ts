// `npm test` itself, in a small repository of its own: real lanes, real processes, a real Redis.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openLab, processesIn } from './servers/lab.fixture.ts';

/** A repository with these suites, by name, and an `npm test` for it that has two lanes. */
async function repositoryWith(suites: Record<string, string>, manifests: Record<string, object> = {}) {
  const { folder, environment, close } = await openLab(2);
  onTestFinished(close);
  const at = (path: string) => join(folder, 'repo', path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  cpSync(import.meta.dirname, at('scripts'), {
    recursive: true,
    filter: path => !/node_modules|\.test\.ts$|test\.sh$/.test(path),
  });
  symlinkSync(join(import.meta.dirname, '../node_modules'), at('node_modules'));
  for (const [name, script] of Object.entries(suites)) {
    write(`ticketmaster/${name}/test.sh`, script);
    write(`ticketmaster/${name}/package.json`, JSON.stringify(manifests[name] ?? {}));
  }
  const env = { ...environment, LAB_LANES: '2', MARKS: folder };
  const npmTest = (...args: string[]) => {
    const child = spawn(process.execPath, [at('scripts/test.ts'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', chunk => (printed += chunk));
    return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number, printed })) };
  };
  return { folder, write, at, npmTest, mark: (name: string) => join(folder, name) };
}

it.each(['SIGINT', 'SIGTERM'] as const)('%s ends the processes and the servers of all lanes', async signal => {
  const busy = 'node scripts/servers.ts need redis && touch $MARKS/$(basename $(dirname $0)) && sleep 600';
  const { folder, npmTest, mark } = await repositoryWith({ a: busy, b: busy, c: busy });
  const { child, ended } = npmTest('ticketmaster');
  await vi.waitUntil(() => ['a', 'b'].every(name => existsSync(mark(name))), { timeout: 60_000 });
  const redis = () => processesIn(folder).length;
  expect(redis()).toBeGreaterThanOrEqual(5); // npm test, two suites, two servers
  child.kill(signal);
  const { code, printed } = await ended;
  expect(code).toBe(1);
  expect(printed).toMatch(/\nInterrupted: not all suites ran\.\n0 passed, 2 failed, 0 skipped\n$/);
  expect(existsSync(mark('c'))).toBe(false);
  expect(processesIn(folder)).toEqual([]);
});

it('shows the log of a suite that crashes, goes on with the others, and stops the servers of all lanes', async () => {
  const good = 'node scripts/servers.ts need redis; echo all is well';
  const tests = [{ fullName: 'sells once', status: 'failed', failureMessages: ['Error: sold twice'] }];
  const results = {
    numPassedTests: 0,
    numFailedTests: 1,
    testResults: [{ name: 'a.test.ts', assertionResults: tests }],
  };
  const bad = `echo '${JSON.stringify(results)}' > $LAB_RESULTS/unit.json; echo it is broken; kill -9 $$`;
  const { folder, npmTest } = await repositoryWith({ bad, good, better: good });
  const { code, printed } = await npmTest('ticketmaster').ended;
  expect(code).toBe(1);
  expect(printed).toMatch(/✗ ticketmaster\/bad +0 passed .*\n {4}it is broken\n/);
  expect(printed).toMatch(/✓ ticketmaster\/good +1 passed/);
  expect(printed).not.toContain('all is well');
  expect(printed).toMatch(/\nWhat failed .*:\n {2}✗ a\.test\.ts sells once\n {6}Error: sold twice\n/);
  expect(printed).toMatch(/\nCPU time \d+\.\d min, .* wall time .*\n2 passed, 1 failed, 0 skipped\n$/);
  expect(processesIn(folder)).toEqual([]);
});

it('runs side by side what may, and alone what says so in its package.json', async () => {
  const noted =
    'echo "+ $0 $*" >> $MARKS/order; until [ $(grep -c + $MARKS/order) -ge $ENOUGH ]; do sleep 0.05; done; echo - >> $MARKS/order';
  const suites = { a: `ENOUGH=2; ${noted}`, b: `ENOUGH=2; ${noted}`, load: `ENOUGH=1; ${noted}` };
  const { npmTest, mark } = await repositoryWith(suites, { load: { lab: { alone: ['load.test.ts'] } } });
  expect(await npmTest('ticketmaster').ended).toMatchObject({ code: 0 });
  const order = readFileSync(mark('order'), 'utf8').trim().split('\n');
  const alone = order.findIndex(line => line.endsWith(' load.test.ts'));
  expect(order.slice(alone - 1)).toEqual(['-', order[alone], '-']); // after all others have ended, and nothing beside it
  expect(order).toHaveLength(8);
});

it('--changed runs only what can see the change, with and without words', async () => {
  const { write, at, npmTest } = await repositoryWith({ a: 'unit() { :; }', b: 'unit() { :; }' });
  write('ticketmaster/a/part.ts', 'export const part = 1;');
  write('ticketmaster/b/whole.ts', `import { part } from '../a/part.ts';`);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: at('.') });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'all');
  const ran = async (...args: string[]) => {
    const { code, printed } = await npmTest('--changed', ...args).ended;
    expect(code, printed).toBe(0);
    return [...printed.matchAll(/^✓ (\S+)/gm)].map(([, name]) => name).sort();
  };
  expect(await ran()).toEqual([]);
  write('ticketmaster/b/whole.ts', `export * from '../a/part.ts';`);
  expect(await ran('ticketmaster')).toEqual(['ticketmaster/b']);
  write('ticketmaster/a/part.ts', 'export const part = 2;');
  expect(await ran('ticketmaster')).toEqual(['ticketmaster/a', 'ticketmaster/b']);
  git('commit', '-qam', 'both');
  expect(await ran('HEAD', 'ticketmaster')).toEqual([]);
  expect(await ran('HEAD~1', 'ticketmaster/b')).toEqual(['ticketmaster/b']);
});
