/**
 * Measures:                         npm run bench -- NAME [--rounds 5] [--seconds 4] [--write]
 * Draws what is kept of that anew:  npm run bench -- NAME --redraw
 *
 *   --rounds N    how often all targets are measured, one after the other; what is told is the median
 *   --seconds N   how long each target is measured in each round
 *   --write       keep the results in the repo, beside what was measured; always: in .lab/bench
 *   --redraw      write table and chart anew from the figures that are kept there; nothing is measured
 */
import { join } from 'node:path';
import { type Bench, unitOf } from './bench/bench.ts';
import { commitOf, thisMachine } from './bench/machine.ts';
import { asMarkdown, keep, keptReport, showAims } from './bench/report.ts';
import { doubts, measureRounds } from './bench/rounds.ts';
import { summarize } from './bench/summary.ts';
import { carryOut } from './command.ts';
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const say = (line: string) => console.error(line);

await carryOut<Bench>({
  ...{ word: 'bench', script: import.meta.filename, folder: join(import.meta.dirname, 'bench') },
  defaults: { rounds: 5, seconds: 4 },

  async redraw(name, bench) {
    const home = join(labFrom(process.env).repo, bench.home, 'bench');
    const report = keptReport(name, home, unitOf(bench), bench.aims);
    console.log([...(await keep(report, home)), ...showAims(report, home)].join('\n'));
  },

  async run(name, bench, { rounds, seconds, write }, { command, interrupted, tell }) {
    const lab = labFrom(process.env);
    const at = new Date();
    const commit = commitOf(lab.repo);
    const urls = await need(bench.servers, lab, process.env, say);

    await using cleanUp = new AsyncDisposableStack();
    const opened = await bench.open({ urls, interrupted, cleanUp });
    const measured = await measureRounds(opened.targets, { rounds, seconds, baseline: opened.baseline }, tell);
    const audit = await opened.audit();

    const report = {
      name,
      title: bench.about,
      unit: unitOf(bench),
      rows: summarize(opened.targets, measured, opened.comparisons),
      notes: [...audit, ...doubts(measured, opened.baseline)],
      rounds: measured,
      ...(bench.aims && { aims: bench.aims }),
      facts: { at, commit, machine: thisMachine(), circumstances: opened.circumstances, command }, // last, as when it is drawn anew
    };
    const home = write ? join(lab.repo, bench.home, 'bench') : undefined;
    const written = await keep(report, join(lab.dir, '../bench'), home);
    if (home) written.push(...showAims(report, home));
    console.log(`\n${asMarkdown(report)}\nWritten: ${written.join(', ')}`);
  },
});
