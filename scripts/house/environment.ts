import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { codeOnly, lineAt, withoutComments } from './source.ts';

/** Who may look at the environment: those who start something. All others are handed what they need. */
const mayRead = [
  /^scripts\//,
  /^ticketmaster\/(common\/env|testing\/processes)\.ts$/, // handed on to the servers that tests start
  /(^|\/)(server|compare|bench)\.ts$/,
  /\.(test|fixture)\.ts$/,
];

/** `process.env`, `process['env']`, `{ env } = process`, and the import from node:process. */
const reads = /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*(\?\.)?\s*\[|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/g;
const importsIt = /\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](node:)?process['"]/g;

/** The environment is read in few, known places: nothing else depends on what the shell happens to hold. */
export function environmentIsReadAtTheDoor(checkout: Checkout): Finding[] {
  return codeFiles(checkout)
    .filter(([path]) => !mayRead.some(place => place.test(path)))
    .flatMap(([file, text]) =>
      [...codeOnly(text).matchAll(reads), ...withoutComments(text).matchAll(importsIt)].map(({ index }) => ({
        file,
        line: lineAt(text, index),
        message: 'reads the environment: let server.ts read it and pass the value on',
      })),
    );
}
