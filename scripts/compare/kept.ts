import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../bench/machine.ts';
import type { Comparison, Picture, Section } from './comparison.ts';
import type { Report } from './report.ts';

/** What was kept of a comparison, and of it told anew. Throws where nothing is kept. */
export function retold(name: string, comparison: Comparison, repo: string): Report {
  const report = keptReport(name, comparison, repo);
  return { ...report, sections: toldAnew(comparison, report.sections) };
}

export const toldAnew = ({ retell }: Comparison, sections: Section[]) => retell?.(sections) ?? sections;

/** The report that is in the repo, from its raw figures. */
export function keptReport(name: string, { home }: Comparison, repo: string): Report {
  const path = join(repo, home, 'compare', `${name}.json`);
  if (!existsSync(path)) throw new Error(`Nothing is kept of '${name}': npm run compare -- ${name} --write`);
  const { facts, sections, ...report } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  const dated = (facts: Facts) => ({ ...facts, at: new Date(facts.at) });
  return {
    ...report,
    facts: dated(facts),
    sections: sections.map(section => ({ ...section, ...(section.facts && { facts: dated(section.facts) }) })),
  };
}

/** The sections of `kept`, with those in the place of their namesakes that were measured apart. What is new comes last. */
export function withPart(kept: Section[], part: Section[], facts: Facts): Section[] {
  const measured = part.map(section => ({ ...section, facts }));
  const replaced = kept.map(section => measured.find(({ title }) => title === section.title) ?? section);
  return [...replaced, ...measured.filter(({ title }) => !kept.some(section => section.title === title))];
}

/** By the title of a section: its chart, from what was measured. */
// biome-ignore lint/suspicious/noExplicitAny: each takes what its own section kept as `raw`, which JSON does not tell
export type Charts = Record<string, (raw: any) => Picture>;

/** The sections with their charts made anew; tables and texts stay. */
export const redrawn = (kept: Section[], charts: Charts): Section[] =>
  kept.map(section => ({ ...section, ...(charts[section.title] && { chart: charts[section.title]!(section.raw) }) }));
