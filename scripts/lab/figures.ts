/** What the matrix says of a technology, looked up in what the comparisons measured. */
import type { Kept } from '../compare/promises.ts';
import type { Measured } from './reports.ts';

/** A figure as its table shows it. */
export interface Figure {
  /** What it is: `÷ no-op POST, joining`. */
  label: string;
  value: string;
  /** The title of the section that holds it. */
  section: string;
}

/** A row of the matrix. */
export interface Technology {
  name: string;
  /** Its lesson's folder, from the top of the repo. */
  lesson: string;
  /** Its name, where an emulator stands in. */
  emulator?: string;
  promises: Kept[];
  speed: Figure[];
  recovery: Figure[];
  /** The servers of the lab that it needs. */
  servers: string[];
  /** Processes of its own drawing, as counted by its comparison. */
  processes?: Figure[];
}

/** A family, and where its README is. */
export interface Family {
  name: string;
  /** From the top of the repo; comparisons at it and below it are the family's. */
  home: string;
  /** What a row is filled with; of a part of the sections only what is in them. */
  technologies(sections: Measured[]): Technology[];
}

/** The section of that title, if it was measured. */
export const sectionOf = (sections: Measured[], title: string) => sections.find(section => section.title === title);

/**
 * The cell of a table, in the row that begins with `row` (also `row (an emulator)`) and below `column`; none where it was not measured.
 * Throws where the section has no such column: then the comparison has changed, and the page must follow.
 */
export function figureIn(
  sections: Measured[],
  { title, column, row, label }: { title: string; column: string; row: string; label: string },
): Figure[] {
  const section = sectionOf(sections, title);
  if (!section) return [];
  const at = section.head.indexOf(column);
  if (at < 0) throw new Error(`'${title}' has no column '${column}'. There are: ${section.head.join(', ')}`);
  const value = section.rows.find(([first = '']) => first === row || first.startsWith(`${row} (`))?.[at];
  return value === undefined || value === '-' ? [] : [{ label, value, section: title }];
}

/** What `keptPromises` kept as raw figures: by technology, its promises. */
export const promisesIn = (sections: Measured[], title: string, technology: string): Kept[] =>
  (sectionOf(sections, title)?.raw as Record<string, Kept[]> | undefined)?.[technology] ?? [];
