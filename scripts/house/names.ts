import { posix } from 'node:path';
import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { codeOnly, lineAt } from './source.ts';

const vague = /(manager|service|helpers?|utils?)$/i;

/** Files and exports say what they are. A Manager, Service, Helper or Util could be anything. */
export function namesSayWhatTheyAre(checkout: Checkout): Finding[] {
  const files = [...checkout.files.keys()]
    .filter(path => path.startsWith('ticketmaster/') && vague.test(posix.basename(path).replace(/\..*$/, '')))
    .map(file => ({ file, message: 'has a name that says nothing' }));
  const exports = codeFiles(checkout)
    .filter(([path]) => path.startsWith('ticketmaster/'))
    .flatMap(([file, text]) =>
      exportsOf(text)
        .filter(({ name }) => vague.test(name))
        .map(({ name, line }) => ({ file, line, message: `exports ${name}, a name that says nothing` })),
    );
  return [...files, ...exports];
}

const domainWords = ['visitor', 'seat', 'ticket', 'venue', 'waiting'];

/** `common` knows nothing of what is sold: no word of the domain stands in it, not even in a comment. */
export function commonKnowsNoTickets(checkout: Checkout): Finding[] {
  return codeFiles(checkout)
    .filter(([path]) => path.startsWith('ticketmaster/common/') && !path.endsWith('.test.ts'))
    .flatMap(([file, text]) =>
      [...text.matchAll(anyOf(domainWords))].map(({ index, 0: word }) => ({
        file,
        line: lineAt(text, index),
        message: `says '${word}', and common is not about tickets`,
      })),
    );
}

/** Matches the words in camelCase, PascalCase, CAPITALS and prose, also as plurals, and not inside longer words. */
export function anyOf(words: string[]): RegExp {
  const capitalised = words.map(word => word[0]!.toUpperCase() + word.slice(1));
  const capitals = words.map(word => word.toUpperCase());
  return new RegExp(
    [
      `(?<![A-Za-z])(?:${words.join('|')})s?(?![a-z])`,
      `(?:${capitalised.join('|')})s?(?![a-z])`,
      `(?<![A-Z])(?:${capitals.join('|')})S?(?![A-Za-z])`,
    ].join('|'),
    'g',
  );
}

function exportsOf(text: string): { name: string; line: number }[] {
  const code = codeOnly(text);
  const declared =
    /\bexport\s+(?:default\s+|declare\s+|abstract\s+|async\s+)*(?:function\s*\*?|const|let|class|interface|type)\s+([\w$]+)/g;
  const listed = [...code.matchAll(/\bexport\s+(?:type\s+)?\{([^}]*)\}/g)].flatMap(({ index, 1: list }) =>
    list!.split(',').map(item => ({ name: item.trim().split(/\s+/).at(-1)!, line: lineAt(code, index) })),
  );
  return [...code.matchAll(declared)]
    .map(({ index, 1: name }) => ({ name: name!, line: lineAt(code, index) }))
    .concat(listed);
}
