import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { date, type Facts, headLine } from '../bench/machine.ts';
import { markdownTable } from '../bench/table.ts';
import { draw } from '../charts/chart.ts';
import type { Lab } from '../servers/registry.ts';
import type { Picture, Section } from './comparison.ts';

export interface Report {
  name: string;
  facts: Facts;
  sections: Section[];
}

/** The sections one after the other, with the charts where `charts` says they lie; headings of `level` and deeper. */
export function asMarkdown({ facts, sections }: Report, charts: string, level = 2): string {
  return [headLine(facts), ...sections.map(section => asSection(section, charts, level))].join('\n\n');
}

function asSection(section: Section, charts: string, level: number): string {
  const { title, about, head, rows, notes = [], chart, facts } = section;
  const picture = chart && `![${chart.title}](${charts}${chart.file})`;
  const told = notes.map(note => `* ${note}`).join('\n');
  const measured = facts && `Measured apart from the rest: ${headLine(facts)}`;
  return [`${'#'.repeat(level)} ${title}`, measured, about, markdownTable(head, rows), told, picture]
    .filter(Boolean)
    .join('\n\n');
}

/** Where the last run of each comparison on this machine is kept, also of one without --write. */
export const lastRunsIn = ({ dir }: Pick<Lab, 'dir'>) => join(dir, '../compare');

/** Writes the report as <name>.md and .json, and its charts, into `folder`. Answers the paths. */
export async function keep(report: Report, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const paths: string[] = [];
  for await (const [file, text] of filesOf(report)) {
    paths.push(join(folder, file));
    writeFileSync(paths.at(-1)!, text);
  }
  return paths;
}

/** The report's files and their texts; first the figures, so that they are kept even where a chart cannot be drawn. */
export async function* filesOf(report: Report): AsyncGenerator<[file: string, text: string]> {
  const { name, facts, sections } = report;
  yield [`${name}.json`, `${JSON.stringify(report, null, 2)}\n`];
  yield [`${name}.md`, `${asMarkdown(report, '')}\n`];
  for (const { chart, facts: own = facts } of sections) if (chart) yield [chart.file, await drawn(chart, own)];
}

/** A chart, with where and when it was measured below its subtitles. */
export function drawn({ file: _, ...chart }: Picture, { at, commit, machine: { cores, cpu } }: Facts): Promise<string> {
  const where = `${date(at)} · commit ${commit} · ${cores} × ${cpu}`;
  return draw({ ...chart, subtitles: [...chart.subtitles, where] });
}

const BEGIN = '<!-- compared: written by npm run compare, not by hand -->';
const END = '<!-- /compared -->';

/** Puts the report between the two marks in `readme`, and nothing else is touched. Throws when the marks are not there. */
export function putInto(readme: string, report: Report): void {
  writeFileSync(readme, withReport(readFileSync(readme, 'utf8'), report, readme));
}

/** The text of the README with the report between its marks. */
export function withReport(text: string, report: Report, readme: string): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${readme} lacks the marks ${BEGIN} and ${END}`);
  const chosen = report.sections.filter(({ inReadme }) => inReadme);
  const told = asMarkdown(chosen.length ? { ...report, sections: chosen } : report, 'compare/', 3);
  const more = chosen.length ? `\n\nAll tables: [compare/${report.name}.md](compare/${report.name}.md)` : '';
  return `${before}${BEGIN}\n\n${told}${more}\n\n${END}${after}`;
}
