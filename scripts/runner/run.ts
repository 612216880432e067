/** Runs one job as a process group, and reads what it left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endGroup } from '../docs/process-group.ts';
import { ofChildren } from './cpu.ts';
import type { Job } from './jobs.ts';
import { type Count, readResults } from './results.ts';

export interface Ran extends Count {
  seconds: number;
  /** CPU time of its processes, without servers. */
  cpu: number;
  log: string;
}

/** Its last act is to write down the CPU time of all that it waited for. */
const wrapper = '"$@"; code=$?; times > "$LAB_TIMES"; exit $code';

/** Its group is ended when `interrupted`: a suite has time to stop what it started, and is killed if that is not enough. */
export async function runJob(
  { name, command, part }: Job,
  {
    cwd,
    folder,
    env,
    interrupted,
  }: { cwd: string; folder: string; env: NodeJS.ProcessEnv; interrupted: Promise<unknown> },
): Promise<Ran> {
  const results = join(folder, name.replaceAll(/[/ ]/g, '-'));
  const [log, times] = [`${results}.log`, `${results}.times`];
  mkdirSync(results, { recursive: true });
  const { FORCE_COLOR: _, ...environment } = env;
  const start = performance.now();
  const child = spawn('bash', ['-c', wrapper, 'bash', ...command], {
    cwd,
    env: { ...environment, NO_COLOR: '1', LAB_RESULTS: results, LAB_TIMES: times, ...(part && { LAB_PART: part }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = createWriteStream(log);
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false });
  let ended = false; // then its number may be another's
  void interrupted.then(() => !ended && child.pid !== undefined && endGroup(child.pid, 30_000));
  const code = await Promise.race([
    once(child, 'close').then(([code]) => code as number | null),
    once(child, 'error').then(() => null),
  ]);
  ended = true;
  await new Promise(written => output.end(written)); // whoever reads the log reads all of it
  const seconds = (performance.now() - start) / 1000;
  const cpu = existsSync(times) ? ofChildren(readFileSync(times, 'utf8')) : 0;
  return { ...readResults(results, code === 0), seconds, cpu, log };
}
