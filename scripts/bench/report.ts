import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from './chart.ts';
import { date, type Facts, headLine } from './machine.ts';
import type { Round } from './rounds.ts';
import type { Row } from './summary.ts';
import { table } from './table.ts';

export interface Report {
  name: string;
  /** What the chart is called. */
  title: string;
  facts: Facts;
  rows: Row[];
  /** What must be known to read the figures. */
  notes: string[];
  /** All that was measured. */
  rounds: Round[];
}

/** The report as it is printed and kept: a head line, the table, the notes. */
export function asMarkdown({ facts, rows, notes }: Report): string {
  return `${headLine(facts)}\n\n${table(rows)}\n\n${notes.map(note => `* ${note}`).join('\n')}\n`;
}

export function asChart({ title, facts, rows, rounds }: Report): string {
  const bars = rows.flatMap(({ target, perSecond }) =>
    perSecond ? [{ label: target, value: perSecond.median, min: perSecond.min, max: perSecond.max, of: 'all' }] : [],
  );
  const what = `requests per second: median of ${rounds.length} rounds; thin line: slowest to fastest round`;
  const where = `${date(facts.at)} · commit ${facts.commit} · ${facts.machine.cores} × ${facts.machine.cpu}`;
  return barChart(title, [what, where], bars);
}

/** Writes <name>.md, .svg and .json into `folder`, and copies of them into `home` when given. Answers the paths. */
export function keep(report: Report, folder: string, home?: string): string[] {
  const texts = {
    md: asMarkdown(report),
    svg: asChart(report),
    json: `${JSON.stringify(report, null, 2)}\n`,
  };
  mkdirSync(folder, { recursive: true });
  const written = Object.entries(texts).map(([ending, text]) => {
    const file = `${report.name}.${ending}`;
    writeFileSync(join(folder, file), text);
    return file;
  });
  if (home) mkdirSync(home, { recursive: true });
  if (home) for (const file of written) copyFileSync(join(folder, file), join(home, file));
  return written.map(file => join(home ?? folder, file));
}
