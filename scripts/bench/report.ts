import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from '../charts/bars.ts';
import { aimsTable, withAims } from './aims.ts';
import type { Aim } from './bench.ts';
import { date, type Facts, headLine } from './machine.ts';
import type { Round } from './rounds.ts';
import type { Row } from './summary.ts';
import { table } from './table.ts';

export interface Report {
  name: string;
  /** What the chart is called. */
  title: string;
  /** What is measured, such as `requests per second`. */
  unit: string;
  facts: Facts;
  rows: Row[];
  /** What must be known to read the figures. */
  notes: string[];
  /** All that was measured. */
  rounds: Round[];
  /** What figures are to reach. */
  aims?: Aim[];
}

/** The report as it is printed and kept: a head line, the table, the notes. */
export function asMarkdown({ facts, rows, notes, aims }: Report): string {
  const reached = aims ? `${aimsTable(rows, aims)}\n\n` : '';
  return `${headLine(facts)}\n\n${table(rows)}\n\n${reached}${notes.map(note => `* ${note}`).join('\n')}\n`;
}

function asChart({ title, unit, facts, rows, rounds }: Report): Promise<string> {
  const bars = rows.flatMap(({ target, perSecond }) =>
    perSecond ? [{ label: target, value: perSecond.median, min: perSecond.min, max: perSecond.max, of: 'all' }] : [],
  );
  const what = `${unit}: median of ${rounds.length} rounds; thin line: slowest to fastest round`;
  const where = `${date(facts.at)} · commit ${facts.commit} · ${facts.machine.cores} × ${facts.machine.cpu}`;
  return barChart({ title, subtitles: [what, where], unit, bars });
}

/** Writes <name>.json, .md and .svg into `folder`, and copies of them into `home` when given. Answers the paths. */
export async function keep(report: Report, folder: string, home?: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  if (home) mkdirSync(home, { recursive: true });
  const paths: string[] = [];
  for await (const [file, text] of filesOf(report)) {
    writeFileSync(join(folder, file), text);
    if (home) copyFileSync(join(folder, file), join(home, file));
    paths.push(join(home ?? folder, file));
  }
  return paths;
}

/** Writes what figures are to reach, and do, into the README above `home`. Answers its path. */
export function showAims({ rows, aims }: Report, home: string): string[] {
  if (!aims) return [];
  const readme = join(home, '../README.md');
  writeFileSync(readme, withAims(readFileSync(readme, 'utf8'), rows, aims));
  return [readme];
}

/** The report's files and their texts; first the figures, so that they are kept even where the chart cannot be drawn. */
export async function* filesOf(report: Report): AsyncGenerator<[file: string, text: string]> {
  yield [`${report.name}.json`, `${JSON.stringify(report, null, 2)}\n`];
  yield [`${report.name}.md`, asMarkdown(report)];
  yield [`${report.name}.svg`, await asChart(report)];
}

/** The report that is kept in `folder`. Throws where there is none. */
export function keptReport(name: string, folder: string, unit: string, aims?: Aim[]): Report {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) throw new Error(`Nothing is kept of '${name}': npm run bench -- ${name} --write`);
  const { name: same, title, facts, aims: _, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  return { name: same, title, ...rest, unit, ...(aims && { aims }), facts: { ...facts, at: new Date(facts.at) } };
}
