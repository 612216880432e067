import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, nameOf, type Row, tableOf } from '../../ticketmaster/real-implementation/crowd/fairness.ts';
import { groupedBarChart } from '../charts/grouped-bars.ts';
import { date, type Facts, headLine } from './machine.ts';

/** What `npm run fairness` has measured. */
export interface Kept {
  facts: Facts;
  visitors: number;
  rows: Row[];
  broken: string[];
}

/** What is kept in that folder. */
export function keptFairness(folder: string): Kept {
  const { facts, ...rest } = JSON.parse(readFileSync(join(folder, 'fairness.json'), 'utf8')) as Kept;
  return { facts: { ...facts, at: new Date(facts.at) }, ...rest };
}

/** Its files and their texts: figures, table, chart. */
export async function* fairnessFiles(report: Kept): AsyncGenerator<[file: string, text: string]> {
  yield ['fairness.json', `${JSON.stringify(report, null, 2)}\n`];
  yield ['fairness.md', `${headLine(report.facts)}\n\n${tableOf(report.rows)}\n`];
  yield ['fairness.svg', await chartOf(report)];
}

function chartOf({ facts, visitors, rows }: Kept): Promise<string> {
  const rounds = rows[0]!.rounds.length;
  return groupedBarChart({
    title: 'who gets the tickets, by measure against bots',
    subtitles: [
      `percent of tickets: median of ${rounds} sales with ${visitors} visitors; thin line: least to most`,
      `${date(facts.at)} · commit ${facts.commit} · ${facts.machine.cores} × ${facts.machine.cpu}`,
    ],
    ...{ unit: 'percent of tickets', groupTitle: 'measures', bars: rows.flatMap(barsOf) },
  });
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
