import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { codeOnly, lineAt } from './source.ts';

/** No test is silenced unnoticed: none is focused or put off, and the title of one that is skipped says because of what. */
export function noTestIsQuiet(checkout: Checkout): Finding[] {
  return codeFiles(checkout).flatMap(([file, text]) => {
    const lines = text.split('\n');
    return silencersIn(codeOnly(text)).flatMap(({ word, line }): Finding[] => {
      if (word === 'only' || word === 'todo') return [{ file, line, message: `has a test with .${word}` }];
      const where = lines.slice(line - 1, word === 'skip' ? line : line + 1); // a condition pushes the title down
      if (/\bbecause\b/.test(where.join('\n'))) return [];
      return [{ file, line, message: `has a test with .${word} whose title does not say because of what` }];
    });
  });
}

/** `it.only(`, `describe.concurrent.skip(`, `test.skipIf(…)`, and the option `{ skip: true }`. */
function silencersIn(code: string): { word: string; line: number }[] {
  const chained = /(?<![.\w$])(?:it|test|describe|suite|bench)((?:\s*\.\s*\w+)+)\s*\(/g;
  const option = /(?<![.\w$])(only|skip|todo)\s*:\s*true\b/g;
  return [...code.matchAll(chained), ...code.matchAll(option)].flatMap(match => {
    const word = match[1]!.match(/\b(only|todo|skipIf|skip|runIf)\b/)?.[0];
    return word ? [{ word, line: lineAt(code, match.index) }] : [];
  });
}
