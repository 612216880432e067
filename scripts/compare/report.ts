import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from '../bench/chart.ts';
import { lineChart } from '../bench/line-chart.ts';
import { date, type Facts, headLine } from '../bench/machine.ts';
import { markdownTable } from '../bench/table.ts';
import type { Chart, Section } from './comparison.ts';

export interface Report {
  name: string;
  facts: Facts;
  sections: Section[];
}

/** The sections one after the other, with the charts where `charts` says they lie; headings of `level` and deeper. */
export function asMarkdown({ facts, sections }: Report, charts: string, level = 2): string {
  return [headLine(facts), ...sections.map(section => asSection(section, charts, level))].join('\n\n');
}

function asSection({ title, about, head, rows, notes = [], chart }: Section, charts: string, level: number): string {
  const picture = chart && `![${chart.title}](${charts}${chart.file})`;
  const told = notes.map(note => `* ${note}`).join('\n');
  return [`${'#'.repeat(level)} ${title}`, about, markdownTable(head, rows), told, picture]
    .filter(Boolean)
    .join('\n\n');
}

/** Writes the report as <name>.md and .json, and its charts, into `folder`. Answers the paths. */
export function keep(report: Report, folder: string): string[] {
  const { name, facts, sections } = report;
  const where = `${date(facts.at)} · commit ${facts.commit} · ${facts.machine.cores} × ${facts.machine.cpu}`;
  const texts: [file: string, text: string][] = [
    [`${name}.md`, `${asMarkdown(report, '')}\n`],
    [`${name}.json`, `${JSON.stringify(report, null, 2)}\n`],
  ];
  for (const { chart } of sections) {
    if (chart) texts.push([chart.file, drawn(chart, where)]);
  }
  mkdirSync(folder, { recursive: true });
  return texts.map(([file, text]) => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  });
}

function drawn(chart: Chart, where: string): string {
  const subtitles = [chart.subtitle, where];
  if ('bars' in chart) return barChart(chart.title, subtitles, chart.bars);
  return lineChart(chart.title, subtitles, chart.axes, chart.lines);
}

const BEGIN = '<!-- compared: written by npm run compare, not by hand -->';
const END = '<!-- /compared -->';

/** Puts the report between the two marks in `readme`, and nothing else is touched. Throws when the marks are not there. */
export function putInto(readme: string, report: Report): void {
  const text = readFileSync(readme, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${readme} lacks the marks ${BEGIN} and ${END}`);
  const chosen = report.sections.filter(({ inReadme }) => inReadme);
  const told = asMarkdown(chosen.length ? { ...report, sections: chosen } : report, 'compare/', 3);
  const more = chosen.length ? `\n\nAll tables: [compare/${report.name}.md](compare/${report.name}.md)` : '';
  writeFileSync(readme, `${before}${BEGIN}\n\n${told}${more}\n\n${END}${after}`);
}
