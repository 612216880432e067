/**
 * npm run memory [-- WORD]: starts each subproject that has WORD in its path, with its servers and nobody using it, and says how many
 * megabytes all its processes take together. Keeps them in docs/memory.json, where the check of the READMEs finds them. On Linux.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitOf, headLine, thisMachine } from './bench/machine.ts';
import { repositoryFiles } from './docs/files.ts';
import { lessonsIn } from './docs/learning-path.ts';
import { kilobytesOf, marked, processesNow } from './memory/processes.ts';
import { status, stop } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const lab = labFrom(process.env);
const file = join(import.meta.dirname, 'docs/memory.json');
const port = `${lab.portsFrom + 900}`;

/** How long a lesson that is READY is left alone before it is measured. */
const SETTLED_MS = 4_000;

async function megabytesOf(home: string): Promise<number> {
  const mark = randomUUID();
  const environment = { ...process.env, PORT: port, OPERATOR_TOKEN: 'measured', LAB_MEASURED: mark };
  const lesson = spawn('bash', [join(lab.repo, home, 'run.sh')], { env: environment, detached: true });
  const ended = once(lesson, 'exit');
  try {
    await ready(lesson);
    await sleep(SETTLED_MS);
    const ours = marked(processesNow(), [mark, `${lab.dir}/`]).filter(({ pid }) => pid !== process.pid);
    // A thousand of the kernel's kB are an MB here.
    return Math.round(ours.map(process => kilobytesOf(process)).reduce((sum, kilobytes) => sum + kilobytes, 0) / 1_000);
  } finally {
    if (lesson.exitCode === null) process.kill(-lesson.pid!, 'SIGTERM');
    await ended;
    await stop([], lab, () => {});
  }
}

/** Resolves at the line READY; rejects with what was printed when the lesson ends before it. */
function ready(lesson: ReturnType<typeof spawn>): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [lesson.stdout!, lesson.stderr!]) {
      stream.on('data', chunk => {
        printed += chunk;
        if (/^READY /m.test(printed)) resolve();
      });
    }
    lesson.once('exit', () => reject(new Error(`It ended before it was READY:\n${printed}`)));
  });
}

const running = await status(lab, process.env);
if (running.length) throw new Error('Servers of the lab run: npm stop, and try again. They would be counted.');
const word = process.argv[2] ?? '';
const kept: Record<string, { megabytes: number; measured: string }> = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : {};
for (const home of lessonsIn(repositoryFiles(lab.repo)).filter(one => one.includes(word))) {
  try {
    const megabytes = await megabytesOf(home);
    const code = { at: new Date(), commit: commitOf(lab.repo), machine: thisMachine() };
    const command = `npm run memory -- ${word}`.replace(/ -- $/, '');
    kept[home] = { megabytes, measured: headLine({ ...code, circumstances: [], command }) };
  } catch (error) {
    console.error(`${home}: ${(error as Error).message}`);
    process.exitCode = 1;
    continue; // the others are worth knowing, and what is kept of this one stays
  }
  console.log(`${home}  ${kept[home].megabytes} MB`);
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
}
