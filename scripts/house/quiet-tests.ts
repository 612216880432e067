import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { codeOnly, lineAt } from './source.ts';

/** `it.todo(`, `describe.concurrent.skipIf(…)`, and the option `{ skip: true }`. */
const quiet =
  /(?<![.\w$])(?:(?:it|test|describe|suite)(?:\s*\.\s*\w+)*?\s*\.\s*(?<word>todo|skipIf|runIf)\b|(?<option>only|skip|todo)\s*:\s*true\b)/g;

/** Every test runs, on every machine. Biome finds `.only` and `.skip`; this finds the rest. */
export function noTestIsConditional(checkout: Checkout): Finding[] {
  return codeFiles(checkout).flatMap(([file, text]) =>
    [...codeOnly(text).matchAll(quiet)].map(({ index, groups }) => ({
      file,
      line: lineAt(text, index),
      message: `has a test that may not run: ${groups!.word ?? groups!.option}`,
    })),
  );
}
