import { ERRORS_PAGE, errorsPage } from './errors-page.ts';
import { EVENTS_PAGE, eventsPage } from './events-page.ts';
import { messagesIn } from './messages.ts';
import { problemsIn } from './problems.ts';
import { type Files, openProject } from './project.ts';

/** The pages of the reference as the code wants them: path from the root → text. Throws where the code does not explain itself. */
export function referenceOf(files: Files): Map<string, string> {
  const project = openProject(files);
  try {
    const { made, refused } = problemsIn(project);
    const { messages, refused: alsoRefused } = messagesIn(project, files);
    const all = [...refused, ...alsoRefused];
    if (all.length > 0) throw new Error(`The reference cannot be written:\n${all.join('\n')}`);
    return new Map([
      [ERRORS_PAGE, errorsPage(made)],
      [EVENTS_PAGE, eventsPage(messages)],
    ]);
  } finally {
    project.close();
  }
}

/** What is not as the code wants it, in a sentence each. */
export const staleIn = (files: Files, wanted: ReadonlyMap<string, string>): string[] =>
  [...wanted]
    .filter(([path, text]) => files.get(path) !== text)
    .map(([path]) => `${path} is stale: run npm run reference`);
