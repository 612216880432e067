/**
 * npm run fairness -- --visitors 200 --seed 7 [--seconds 24] [--rounds 1] [--redraw]: the same crowd with each measure against bots off and on.
 * Starts what it needs, prints the table, and keeps figures, table and chart in the real implementation's bench/. `--redraw` measures nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compare,
  median,
  nameOf,
  optionsFrom,
  type Row,
  tableOf,
} from '../ticketmaster/real-implementation/crowd/fairness.ts';
import { commitOf, date, type Facts, headLine, thisMachine } from './bench/machine.ts';
import { groupedBarChart } from './charts/grouped-bars.ts';
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

interface Kept {
  facts: Facts;
  visitors: number;
  rows: Row[];
  broken: string[];
}

const lab = labFrom(process.env);
const home = join(lab.repo, 'ticketmaster/real-implementation/bench');
const args = process.argv.slice(2);
const redraws = args.includes('--redraw');

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

function kept(): Kept {
  const { facts, ...rest } = JSON.parse(readFileSync(join(home, 'fairness.json'), 'utf8')) as Kept;
  return { facts: { ...facts, at: new Date(facts.at) }, ...rest };
}

function barsOf(row: Row) {
  const bar = (series: string, values: number[]) => ({
    ...{ group: nameOf(row), series, value: median(values)! },
    ...{ min: Math.min(...values), max: Math.max(...values) },
  });
  return [
    bar(
      'humans',
      row.rounds.map(({ humansPercent }) => humansPercent),
    ),
    bar(
      'farm',
      row.rounds.map(({ farmPercent }) => farmPercent),
    ),
  ];
}

const report = redraws ? kept() : await measured();
const { facts, visitors, rows, broken } = report;
const rounds = rows[0]!.rounds.length;
const chart = await groupedBarChart({
  title: 'who gets the tickets, by measure against bots',
  subtitles: [
    `percent of tickets: median of ${rounds} sales with ${visitors} visitors; thin line: least to most`,
    `${date(facts.at)} · commit ${facts.commit} · ${facts.machine.cores} × ${facts.machine.cpu}`,
  ],
  ...{ unit: 'percent of tickets', groupTitle: 'measures', bars: rows.flatMap(barsOf) },
});
const markdown = `${headLine(facts)}\n\n${tableOf(rows)}\n`;
writeFileSync(join(home, 'fairness.json'), `${JSON.stringify(report, null, 2)}\n`);
writeFileSync(join(home, 'fairness.md'), markdown);
writeFileSync(join(home, 'fairness.svg'), chart);
console.log(`\n${markdown}`);
for (const what of broken) console.log(`✗ ${what}`);
process.exitCode = broken.length ? 1 : 0;
