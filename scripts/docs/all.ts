/** All checks of the documents, on a whole repository. */
import { type Check, type Finding, repositoryFiles } from './files.ts';
import { checkForbidden } from './forbidden.ts';
import { checkHeadings } from './headings.ts';
import { checkLinks } from './links.ts';
import { checkMermaid } from './mermaid.ts';
import { checkQuotes } from './quotes.ts';

/** Each check under the sentence that holds when it finds nothing. */
export const checks: Record<string, Check> = {
  'every README and plan has its headings in order': checkHeadings,
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
