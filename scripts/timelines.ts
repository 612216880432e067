/**
 * npm run timelines [-- WORD …]: runs the README of each lesson that has one of the words in its path, as `npm test` does, and records
 * what every process did. Draws each experiment of "Break it" from that: who did what and when, the fault, and what clients saw. Writes the pictures into the
 * lesson's folder timelines/ and into its README, beside the prediction.
 *
 *   --redraw   draws again what is kept, without running anything
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commitOf, headLine, thisMachine } from './bench/machine.ts';
import { repositoryFiles } from './docs/files.ts';
import { helpOf } from './help.ts';
import { labFrom } from './servers/registry.ts';
import { record } from './timelines/record.ts';
import { FOLDER, filesOf, keptTimelines, lessonsWithExperiments, type Recorded } from './timelines/report.ts';

const { values, positionals } = parseArgs({
  options: { redraw: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
if (values.help) {
  console.log(helpOf(import.meta.filename));
  process.exit(0);
}
const { repo } = labFrom(process.env);
const files = repositoryFiles(repo);
const wanted = (lesson: string) => positionals.length === 0 || positionals.some(word => lesson.includes(word));
const commit = commitOf(repo); // before pictures are written
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

for (const lesson of lessonsWithExperiments(files).filter(wanted)) {
  if (interruption.signal.aborted) break;
  if (values.redraw && !files.has(`${lesson}/${FOLDER}/timelines.json`)) continue;
  const home = join(repo, lesson);
  try {
    const recorded = values.redraw ? keptTimelines(home) : await recordNow(lesson);
    rmSync(join(home, FOLDER), { recursive: true, force: true });
    mkdirSync(join(home, FOLDER));
    for await (const [file, text] of filesOf(recorded, readFileSync(join(home, 'README.md'), 'utf8')))
      writeFileSync(join(home, file), text);
  } catch (error) {
    console.error(`${lesson}: ${(error as Error).message}`);
    process.exitCode = 1; // the others are worth recording
  }
}

async function recordNow(lesson: string): Promise<Recorded> {
  const facts = { at: new Date(), commit, machine: thisMachine(), circumstances: [] };
  const charts = await record(join(repo, lesson, 'README.md'), interruption.signal, line =>
    console.error(`${lesson}:${line}`),
  );
  return { measured: headLine({ ...facts, command: `npm run timelines -- ${lesson}` }), charts };
}
