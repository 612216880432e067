/**
 * npm test [-- WORD …] [--changed [REV]]: the type check, the lint, every test.sh and every README, side by side in lanes.
 *
 *   WORD …            only what has one of the words in its name
 *   --changed [REV]   only what can see the files that differ from REV, or from where this branch left main; also what is not
 *                     committed yet
 *
 * LAB_LANES sets how many run at once: one for each core and one more, where memory allows; 1 for a small machine. Each lane
 * has servers of its own; those that had to be started are stopped at the end. Prints a line for each suite, the whole log of
 * one that fails, each skipped test, the slowest tests, what failed once more in short, and last `N passed, N failed, N skipped`.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles } from './docs/files.ts';
import { helpOf } from './help.ts';
import { affected, changedSince, isRevision } from './runner/changed.ts';
import { type Job, jobsOf } from './runner/jobs.ts';
import { environmentOf, homeOf, laneCount, onlyOneLane, serversOf } from './runner/lab-lanes.ts';
import { lanesFor, runInLanes } from './runner/lanes.ts';
import { addUp, closingLine, failures, slowest } from './runner/results.ts';
import { type Ran, runJob } from './runner/run.ts';
import { keepSeconds, readSeconds, secondsFile } from './runner/seconds.ts';
import { labFrom } from './servers/registry.ts';
import { untilSignal } from './until-signal.ts';

const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 60_000;
const MOST_TOLD = 30;

const lab = labFrom(process.env);
const folder = join(homeOf(lab), 'test');
const say = (line: string) => console.log(line);

function chosen(args: string[]): Job[] {
  const at = args.findIndex(arg => /^--changed(=|$)/.test(arg));
  const words = args.filter((_, i) => i !== at);
  const given =
    args[at]?.split('=')[1] ??
    (at >= 0 && words[at] && isRevision(lab.repo, words[at]) ? words.splice(at, 1)[0] : undefined);
  const unknown = words.find(word => word.startsWith('-'));
  if (unknown) throw new Error(`There is no option ${unknown}. More: npm test -- --help`);
  const all = jobsOf(lab.repo);
  const named = words.length ? all.filter(({ name }) => words.some(word => name.includes(word))) : all;
  if (named.length === 0) throw new Error(`No suite is named like ${words.join(', ')}`);
  if (at < 0) return named;
  const { rev, files } = changedSince(lab.repo, given);
  const seeing = affected(all, files, repositoryFiles(lab.repo));
  say(`${files.length} files differ from ${rev}, and ${seeing.length} of ${all.length} jobs can see it`);
  return named.filter(job => seeing.includes(job));
}

function tell({ name }: Job, { passed, failed, skippedNames, seconds, log }: Ran): void {
  say(`${failed ? '✗' : '✓'} ${name.padEnd(62)} ${`${passed} passed`.padStart(11)}  ${seconds.toFixed(1)} s`);
  if (failed) say(readFileSync(log, 'utf8').replace(/^/gm, '    '));
  for (const skipped of skippedNames) say(`    skipped: ${skipped}`);
}

async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    say(helpOf(import.meta.filename));
    return 0;
  }
  let stopping = false;
  const interrupted = untilSignal('SIGINT', 'SIGTERM', 'SIGHUP').then(() => (stopping = true));
  const secondsOf = readSeconds(secondsFile(homeOf(lab)));
  const jobs = chosen(args).map(job => ({ ...job, seconds: secondsOf(job.name) }));
  const began = performance.now();
  const reason = await onlyOneLane(lab, process.env);
  const lanes = lanesFor(reason ? 1 : Math.max(1, Math.min(jobs.length, laneCount(process.env.LAB_LANES))));
  const environments = lanes.map(({ number }) => environmentOf(number, lab, process.env));
  say(`${jobs.length} jobs, ${lanes.length} at once${reason ? ` (${reason})` : ''}`);
  rmSync(folder, { recursive: true, force: true });
  const counts: Ran[] = [];
  const servers = await serversOf(environments);
  const looking = setInterval(() => servers.look(), LOOK_EVERY_MS);
  const telling = setInterval(() => {
    const running = lanes.flatMap(({ running }) => running?.name ?? []).join(', ');
    say(`… ${minutes(performance.now() - began)}, ${counts.length} of ${jobs.length} done; running: ${running}`);
  }, TELL_EVERY_MS);
  try {
    const ended = await runInLanes(
      jobs,
      lanes,
      async (job, { number }) => {
        const ran = await runJob(job, { cwd: lab.repo, folder, env: environments[number]!, interrupted });
        counts.push(ran);
        tell(job, ran);
        if (!ran.failed && !stopping) keepSeconds(secondsFile(homeOf(lab)), { [job.name]: Math.round(ran.seconds) });
      },
      () => stopping,
    );
    for (const [{ name }, result] of ended) {
      if (result.status === 'fulfilled') continue;
      say(`✗ ${name}: ${result.reason}`);
      counts.push({ passed: 0, failed: 1, skippedNames: [], seconds: 0, cpu: 0, log: '' });
    }
  } finally {
    clearInterval(looking);
    clearInterval(telling);
    servers.look();
    await servers.stopStarted();
  }
  return close(counts, stopping, servers.cpu(), performance.now() - began);
}

function close(counts: Ran[], stopping: boolean, serversCpu: number, ms: number): number {
  const total = addUp(counts);
  const longest = slowest(folder, 10);
  if (longest.length) say('The slowest tests:');
  for (const { name, ms } of longest) say(`${(ms / 1000).toFixed(1).padStart(7)} s  ${inShort(name)}`);
  const failed = failures(folder);
  if (failed.length) say('What failed (the logs above say more):');
  for (const { name, why } of failed.slice(0, MOST_TOLD)) say(`  ✗ ${inShort(name)}\n      ${why}`);
  if (failed.length > MOST_TOLD) say(`  and ${failed.length - MOST_TOLD} more`);
  const { user, system } = process.cpuUsage(); // of this process, beside those it waited for
  const cpu = counts.reduce((sum, { cpu }) => sum + cpu, (user + system) / 1e6);
  say(
    `CPU time ${minutes((cpu + serversCpu) * 1000)}, of which servers ${minutes(serversCpu * 1000)}; wall time ${minutes(ms)}`,
  );
  if (stopping) say('Interrupted: not all suites ran.');
  say(closingLine(total));
  return total.failed || stopping ? 1 : 0;
}

const inShort = (name: string) => name.replace(`${lab.repo}/`, '').replace(/\s+/g, ' ').slice(0, 110);
const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;

main(process.argv.slice(2)).then(
  code => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
