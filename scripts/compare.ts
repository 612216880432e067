/**
 * Compares the technologies of a family:  npm run compare -- NAME [--rounds 5] [--seconds 3] [--write]
 *
 *   --rounds N    how often each figure is measured, all technologies one after the other; what is told is the median
 *   --seconds N   how long each technology is under load in each round
 *   --write       keep tables, charts and raw JSON in the family's folder and its README; always: in .lab/compare
 */
import { join } from 'node:path';
import { commitOf, thisMachine } from './bench/machine.ts';
import { carryOut } from './command.ts';
import type { Comparison } from './compare/comparison.ts';
import { asMarkdown, keep, putInto } from './compare/report.ts';
import { need, status } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const say = (line: string) => console.error(line);

await carryOut<Comparison>({
  ...{ word: 'compare', script: import.meta.filename, folder: join(import.meta.dirname, 'compare') },
  defaults: { rounds: 5, seconds: 3 },

  async run(name, comparison, options, { command, interrupted, tell }) {
    const lab = labFrom(process.env);
    const at = new Date();
    const commit = commitOf(lab.repo);
    const urls = await need(comparison.servers, lab, process.env, say);
    const running = await status(lab, process.env);
    const circumstances = running
      .filter(({ server }) => comparison.servers.includes(server) && !/-\d+$/.test(server))
      .map(({ kind, version, provider }) => `${kind} ${version} (${provider})`);

    await using cleanUp = new AsyncDisposableStack();
    const sections = await comparison.measure({ urls, interrupted, cleanUp, tell, ...options });

    const report = { name, facts: { at, commit, machine: thisMachine(), circumstances, command }, sections };
    const written = keep(report, join(lab.dir, '../compare'));
    const home = join(lab.repo, comparison.home);
    if (options.write) {
      written.push(...keep(report, join(home, 'compare')), join(home, 'README.md'));
      putInto(join(home, 'README.md'), report);
    }
    console.log(`\n${asMarkdown(report, '')}\n\nWritten: ${written.join(', ')}`);
  },
});
