/** Where the page lies, in the repo and on its server, and how it names what lies beside it. */
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';

/** Its folder, from the top of the repo; its server serves it at the same place, so that links are the same. */
export const HERE = 'ticketmaster/lab';

export const pathTo = (path: string) => posix.relative(HERE, path);

/** As GitHub names a heading. */
export const slugOf = (title: string) => new GithubSlugger().slug(title);
