/** What `npm run simulate` writes: tables, charts, and the questions with their answers in the README. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, FULL } from '../../ticketmaster/batch-pipeline/simulation/answers.ts';
import { measuredRates } from '../../ticketmaster/batch-pipeline/simulation/on-sale/rates.ts';
import { measuredWorker } from '../../ticketmaster/batch-pipeline/simulation/questions/cpu.ts';
import type { Effort } from '../../ticketmaster/batch-pipeline/simulation/questions/search.ts';
import type { Section } from '../../ticketmaster/batch-pipeline/simulation/section.ts';
import { whole } from '../bench/numbers.ts';
import { markdownTable } from '../bench/table.ts';
import { draw } from '../charts/chart.ts';

export const HOME = 'ticketmaster/batch-pipeline/simulation';
export const SEED = 7;

/** The answers with what is measured in the repo; `measured` is a file with the times of the lab's own worker, where the repo's is not meant. */
export function answered(repo: string, effort: Effort, measured?: string): Section[] {
  const kept = join(repo, HOME, 'measured.json');
  const file = measured ?? (existsSync(kept) ? kept : undefined);
  const worker = file === undefined ? undefined : measuredWorker.parse(JSON.parse(readFileSync(file, 'utf8')));
  return answers(effort, measuredRates(), worker);
}

/** The files and their texts, by nothing but the effort and the sections: no date and no machine, so that a seed gives the same bytes. */
export async function* filesOf(effort: Effort, sections: Section[], readme: string): AsyncGenerator<[string, string]> {
  yield ['tables.md', `${[headOf(effort), ...sections.map(tableOf)].join('\n\n')}\n`];
  for (const { chart } of sections) if (chart) yield [chart.file, await drawn(chart, effort)];
  yield ['README.md', withAnswers(readme, effort, sections)];
}

export async function write(repo: string, effort: Effort, sections: Section[]): Promise<string[]> {
  const readme = readFileSync(join(repo, HOME, 'README.md'), 'utf8');
  const paths: string[] = [];
  for await (const [file, text] of filesOf(effort, sections, readme)) {
    paths.push(join(repo, HOME, file));
    writeFileSync(paths.at(-1)!, text);
  }
  return paths;
}

export const fullEffort = (seed: number): Effort => ({ seed, ...FULL });

const headOf = ({ seed, runs, jobs }: Effort) =>
  `Seed ${seed} · ${runs} runs for each figure, of ${whole(jobs)} jobs · \`npm run simulate -- --seed ${seed} --write\``;

export function tableOf({ title, answer, about, head, rows, notes = [], chart }: Section): string {
  const picture = chart && `![${chart.title}](${chart.file})`;
  const told = notes.map(note => `* ${note}`).join('\n');
  return [`## ${title}`, `**${answer}**`, about, markdownTable(head, rows), told, picture].filter(Boolean).join('\n\n');
}

function drawn({ file: _, ...chart }: NonNullable<Section['chart']>, { seed }: Effort): Promise<string> {
  return draw({ ...chart, subtitles: [...chart.subtitles, `simulated, seed ${seed}`] });
}

const BEGIN = '<!-- simulated: written by npm run simulate, not by hand -->';
const END = '<!-- /simulated -->';

/** The first section with its table, of each other one question, answer and chart. */
export function withAnswers(text: string, effort: Effort, sections: Section[]): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks the marks ${BEGIN} and ${END}`);
  const asked = sections.map(({ title, answer, chart, head, rows }, nth) =>
    [`### ${title}`, answer, nth === 0 && markdownTable(head, rows), chart && `![${chart.title}](${chart.file})`]
      .filter(Boolean)
      .join('\n\n'),
  );
  return `${before}${[BEGIN, headOf(effort), ...asked, END].join('\n\n')}${after}`;
}
