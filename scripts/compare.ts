/**
 * Compares the technologies of a family:  npm run compare -- NAME [--rounds 5] [--seconds 3] [--part PART] [--write]
 * Draws what is kept of that anew:        npm run compare -- NAME --redraw
 *
 *   --rounds N    how often each figure is measured, all technologies one after the other; what is told is the median
 *   --seconds N   how long each technology is under load in each round
 *   --part PART   measures only this part of the comparison, and takes the rest from what is kept in the family's folder
 *   --write       keep tables, charts and raw JSON in the family's folder and its README; always: in .lab/compare
 *   --redraw      write tables and charts anew from the raw JSON in the family's folder; nothing is measured
 */
import { join } from 'node:path';
import { commitOf, thisMachine } from './bench/machine.ts';
import { carryOut } from './command.ts';
import type { Comparison } from './compare/comparison.ts';
import { keptReport, retold, toldAnew, withPart } from './compare/kept.ts';
import { asMarkdown, keep, lastRunsIn, putInto, type Report } from './compare/report.ts';
import { need, status } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const say = (line: string) => console.error(line);

await carryOut<Comparison>({
  ...{ word: 'compare', script: import.meta.filename, folder: join(import.meta.dirname, 'compare') },
  defaults: { rounds: 5, seconds: 3 },

  parts: ({ parts = {} }) => Object.keys(parts),

  async redraw(name, comparison) {
    const { repo } = labFrom(process.env);
    console.log((await written(retold(name, comparison, repo), join(repo, comparison.home))).join('\n'));
  },

  async run(name, comparison, options, { command, interrupted, tell }) {
    const lab = labFrom(process.env);
    const at = new Date();
    const commit = commitOf(lab.repo);
    const kept = options.part === undefined ? undefined : keptReport(name, comparison, lab.repo);
    const urls = await need(comparison.servers, lab, process.env, say);
    const running = await status(lab, process.env);
    const circumstances = running
      .filter(({ server }) => comparison.servers.includes(server) && !/-\d+$/.test(server))
      .map(({ kind, version, provider }) => `${kind} ${version} (${provider})`);

    await using cleanUp = new AsyncDisposableStack();
    const measure = options.part === undefined ? comparison.measure : comparison.parts![options.part]!;
    const measured = await measure({ urls, interrupted, cleanUp, tell, ...options });

    const facts = { at, commit, machine: thisMachine(), circumstances, command };
    const sections = kept ? toldAnew(comparison, withPart(kept.sections, measured, facts)) : measured;
    const report = { name, facts: kept?.facts ?? facts, sections };
    const paths = await keep(report, lastRunsIn(lab));
    if (options.write) paths.push(...(await written(report, join(lab.repo, comparison.home))));
    console.log(`\n${asMarkdown({ name, facts, sections: measured }, '')}\n\nWritten: ${paths.join(', ')}`);
  },
});

/** Keeps the report in the family's folder and in its README. */
async function written(report: Report, home: string): Promise<string[]> {
  const paths = await keep(report, join(home, 'compare'));
  putInto(join(home, 'README.md'), report);
  return [...paths, join(home, 'README.md')];
}
