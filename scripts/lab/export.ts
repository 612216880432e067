/** The page as files of the repo: it reads without running, and its charts are those that lie beside the figures. */
import { page } from './page.ts';
import { HERE } from './places.ts';
import { comparisonsIn } from './reports.ts';

/** By their paths from the top of the repo. The same figures, READMEs and code are the same text. */
export const exported = (repo: string): Map<string, string> =>
  new Map([[`${HERE}/index.html`, page(comparisonsIn(repo))]]);
