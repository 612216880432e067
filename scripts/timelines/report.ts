import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw } from '../charts/chart.ts';
import type { LanesChart } from '../charts/lanes.ts';
import type { Files } from '../docs/files.ts';
import { lessonsIn } from '../docs/learning-path.ts';
import { type Experiment, experimentsIn } from './experiments.ts';

/** What is kept of a README's experiments: `timelines.json` in a folder beside it. */
export interface Recorded {
  /** When, which code, on what machine, and how to do it again. */
  measured: string;
  /** By the slugs of the experiments. */
  charts: Record<string, LanesChart>;
}

export const FOLDER = 'timelines';

/** Folders of lessons whose README has experiments that run, from the root of the repository. */
export const lessonsWithExperiments = (files: Files): string[] =>
  lessonsIn(files).filter(home => experimentsIn(files.get(`${home}/README.md`)!).length > 0);

export const keptTimelines = (home: string): Recorded =>
  JSON.parse(readFileSync(join(home, FOLDER, 'timelines.json'), 'utf8')) as Recorded;

/** What belongs into the folder of a lesson, by the paths in it, and its README with all pictures in their places. */
export async function* filesOf(recorded: Recorded, readme: string): AsyncGenerator<readonly [string, string]> {
  yield [`${FOLDER}/timelines.json`, `${JSON.stringify(recorded, null, 1)}\n`];
  for (const [slug, chart] of Object.entries(recorded.charts))
    yield [`${FOLDER}/${slug}.svg`, await draw({ kind: 'lanes', ...chart })];
  yield ['README.md', withPictures(readme, new Set(Object.keys(recorded.charts)))];
}

const PICTURE = new RegExp(`^!\\[[^\\]]*\\]\\(${FOLDER}/[^)]*\\)\\n\\n`, 'gm');

/** Each experiment that was recorded has its picture behind the paragraph that predicts its outcome, or behind its first one. */
export function withPictures(readme: string, recorded: Set<string>): string {
  const bare = readme.replaceAll(PICTURE, '');
  const lines = bare.split('\n');
  for (const experiment of experimentsIn(bare).toReversed()) {
    if (recorded.has(experiment.slug)) lines.splice(placeOf(experiment, lines), 0, picture(experiment), '');
  }
  return lines.join('\n');
}

const picture = ({ title, slug }: Experiment) =>
  `![What happened, who did it and when: ${title.replaceAll(/[[\]]/g, '')}](${FOLDER}/${slug}.svg)`;

/** The number of the line behind the paragraph and the empty line after it. */
function placeOf({ from, to }: Experiment, lines: string[]): number {
  const own = lines.slice(from - 1, to - 1);
  const predicts = own.findIndex(line => line.includes('Prediction:'));
  const begins =
    predicts >= 0 ? predicts : own[0]!.startsWith('#') ? own.findIndex((line, nth) => nth > 0 && line !== '') : 0;
  const empty = own.findIndex((line, nth) => nth > begins && line === '');
  return from - 1 + empty + 1;
}
