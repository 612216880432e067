import { readFileSync } from 'node:fs';

/** The help of a command: the first doc comment of its script, which is a path. */
export const helpOf = (script: string): string =>
  readFileSync(script, 'utf8')
    .match(/\/\*\*\n(.*?)\n \*\//s)![1]!
    .replace(/^ \* ?/gm, '');
