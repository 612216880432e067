import type { Surroundings } from '../bench/bench.ts';
import type { Facts } from '../bench/machine.ts';
import type { Chart } from '../charts/chart.ts';
import type { Options } from '../command.ts';

/** A chart and its file; where and when it was measured is added below its subtitles. */
export type Picture = Chart & { file: string };

/** One question about all technologies, and what was measured. */
export interface Section {
  title: string;
  /** Said below the title: what was done. */
  about: string;
  head: string[];
  rows: string[][];
  /** What must be known to read the figures. */
  notes?: string[];
  chart?: Picture;
  /** Where a section says so, the family's README shows only such ones, and links to the others. */
  inReadme?: true;
  /** All that was measured. */
  raw: unknown;
  /** Where it was measured, if that was not together with the rest. */
  facts?: Facts;
}

export interface Measuring extends Surroundings, Options {
  /** Shows progress; throws when interrupted. */
  tell(line: string): void;
}

/** What `npm run compare -- <name>` runs: the export `compare` of scripts/compare/<name>.compare.ts. */
export interface Comparison {
  /** One line, for --help and as the title of the report. */
  about: string;
  /** The family's folder, from the top of the repo: --write puts the results there, into compare/ and into README.md. */
  home: string;
  /** The servers of the lab that it needs. */
  servers: string[];
  measure(surroundings: Measuring): Promise<Section[]>;
  /** Some of the sections, to be measured alone: by `--part`. */
  parts?: Record<string, (surroundings: Measuring) => Promise<Section[]>>;
  /** Tells anew what was measured, from what is kept of it; where it is left out, the sections stay as they are. */
  retell?(kept: Section[]): Section[];
}
