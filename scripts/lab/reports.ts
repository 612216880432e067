/** What the comparisons have measured: kept in the repo, and by the last run on this machine. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Facts } from '../bench/machine.ts';
import type { Picture, Section } from '../compare/comparison.ts';
import type { Report } from '../compare/report.ts';

/** A section, and where and when it was measured. */
export type Measured = Section & { facts: Facts };

/** A section that has a chart. */
export type Drawn = Measured & { chart: Picture };

/** One comparison. */
export interface Compared {
  name: string;
  /** Its folder, from the top of the repo: `ticketmaster/tech-waiting-room`. */
  home: string;
  facts: Facts;
  sections: Measured[];
  /** What was measured on this machine since; its sections only, in whole or in part. */
  own: Measured[];
}

/**
 * Every comparison whose figures are kept in the repo, by its home. `ownFolder` is where `npm run compare` leaves the last run of this
 * machine: what stands there and was measured at the same moment is a copy of what is kept.
 */
export function comparisonsIn(repo: string, ownFolder?: string): Compared[] {
  const paths = globSync('ticketmaster/**/compare/*.json', { cwd: repo }).toSorted();
  return paths.map(path => {
    const name = basename(path, '.json');
    const report = read(join(repo, path));
    const sections = measuredIn(report);
    const own = ownFolder === undefined ? [] : ownSections(join(ownFolder, `${name}.json`), sections);
    return { name, home: dirname(dirname(path)), facts: report.facts, sections, own };
  });
}

function ownSections(path: string, kept: Measured[]): Measured[] {
  if (!existsSync(path)) return [];
  const moments = new Set(kept.map(({ facts }) => facts.at.getTime()));
  return measuredIn(read(path)).filter(({ facts }) => !moments.has(facts.at.getTime()));
}

const measuredIn = ({ facts, sections }: Report): Measured[] =>
  sections.map(section => ({ ...section, facts: section.facts ?? facts }));

/** With dates as dates. Throws, naming the file, where it is no report. */
function read(path: string): Report {
  const dated = (facts: Facts): Facts => ({ ...facts, at: new Date(facts.at) });
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
    const sections = report.sections.map(section => ({
      ...section,
      ...(section.facts && { facts: dated(section.facts) }),
    }));
    return { ...report, facts: dated(report.facts), sections };
  } catch (error) {
    throw new Error(`${path} is no report of npm run compare`, { cause: error });
  }
}

export const hasChart = (section: Measured): section is Drawn => section.chart !== undefined;
