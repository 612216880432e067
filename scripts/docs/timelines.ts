/** Each experiment of a lesson is beside the picture of what happened when it was run. */
import { experimentsIn } from '../timelines/experiments.ts';
import { FOLDER, lessonsWithExperiments } from '../timelines/report.ts';
import type { Files, Finding } from './files.ts';

export function checkTimelines(files: Files): Finding[] {
  return lessonsWithExperiments(files).flatMap(home => {
    const file = `${home}/README.md`;
    const text = files.get(file)!;
    const lines = text.split('\n');
    return experimentsIn(text).flatMap(({ slug, title, from, to }): Finding[] => {
      const shown = lines.slice(from - 1, to - 1).some(line => line.includes(`](${FOLDER}/${slug}.svg)`));
      return shown ? [] : [{ file, line: from, message: `'${title}' has no timeline: npm run timelines -- ${home}` }];
    });
  });
}
