/**
 * npm run fairness -- --visitors 200 --seed 7 [--seconds 24] [--rounds 1] [--redraw]: the same crowd with each measure against bots off and on.
 * Starts what it needs, prints the table, and keeps figures, table and chart in the real implementation's bench/. `--redraw` measures nothing.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, optionsFrom, tableOf } from '../ticketmaster/real-implementation/crowd/fairness.ts';
import { fairnessFiles, type Kept, keptFairness } from './bench/fairness-report.ts';
import { commitOf, thisMachine } from './bench/machine.ts';
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const lab = labFrom(process.env);
const home = join(lab.repo, 'ticketmaster/real-implementation/bench');
const args = process.argv.slice(2);

async function measured(): Promise<Kept> {
  const plan = optionsFrom(args);
  const { visitors, seconds, seed, rounds } = plan;
  const at = new Date();
  const commit = commitOf(lab.repo);
  const urls = await need(['postgres', 'redis'], lab, process.env, line => console.error(line));
  Object.assign(process.env, urls);
  const found = await compare(plan, urls.PG_URL!, line => console.error(line));
  const options = `--visitors ${visitors} --seconds ${seconds} --seed ${seed} --rounds ${rounds}`;
  const circumstances = ['two web processes, a worker and a provider'];
  const facts = { at, commit, machine: thisMachine(), circumstances, command: `npm run fairness -- ${options}` };
  return { facts, visitors, ...found };
}

const report = args.includes('--redraw') ? keptFairness(home) : await measured();
for await (const [file, text] of fairnessFiles(report)) writeFileSync(join(home, file), text);
console.log(tableOf(report.rows));
for (const what of report.broken) console.log(`✗ ${what}`);
process.exitCode = report.broken.length ? 1 : 0;
