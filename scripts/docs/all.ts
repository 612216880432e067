/** All checks of the documents, on a whole repository. */
import { checkFacts } from './facts.ts';
import { type Check, type Finding, repositoryFiles } from './files.ts';
import { checkForbidden } from './forbidden.ts';
import { checkFrontPages } from './front-pages.ts';
import { checkGuides } from './guides.ts';
import { checkHeadings } from './headings.ts';
import { checkLearningPath } from './learning-path.ts';
import { checkLinks } from './links.ts';
import { checkMermaid } from './mermaid.ts';
import { checkQuestions } from './questions.ts';
import { checkQuotes } from './quotes.ts';
import { checkTimelines } from './timelines.ts';

/** Each check under the sentence that holds when it finds nothing. */
export const checks: Record<string, Check> = {
  'every README and plan has its headings in order': checkHeadings,
  'a front page shows what it is, two commands and three ways in': checkFrontPages,
  'the learning path leads to every lesson once': checkLearningPath,
  'a lesson says under its title what it takes, and what comes before and next': checkFacts,
  'a decision guide ends at what is compared, and each of its edges is an answer': checkGuides,
  'each experiment of a lesson is beside its timeline': checkTimelines,
  'a lesson ends with three questions whose answers are folded': checkQuestions,
  'every diagram parses': checkMermaid,
  'every link inside the repository leads somewhere': checkLinks,
  'quoted code equals its source': checkQuotes,
  'no file holds a forbidden string': checkForbidden,
};

export async function checkDocs(root: string): Promise<Finding[]> {
  const files = repositoryFiles(root);
  const findings = await Promise.all(Object.values(checks).map(check => check(files)));
  return findings.flat();
}
