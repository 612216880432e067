import { type Checkout, codeFiles, type Finding } from './checkout.ts';

const linesOf = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** One file, one idea: what is longer than 200 lines holds two. */
export function filesAreShort({ files }: Checkout): Finding[] {
  return [...files]
    .filter(([path, text]) => /\.(ts|mts|mjs|js|sh|sql|lua)$/.test(path) && linesOf(text) > 200)
    .map(([file, text]) => ({ file, message: `has ${linesOf(text)} lines, more than 200` }));
}

/** What all subprojects share is read first by everyone, so it stays under 400 lines for ever. Tests do not count. */
export function commonIsSmall(checkout: Checkout): Finding[] {
  const sources = codeFiles(checkout).filter(
    ([path]) => path.startsWith('ticketmaster/common/') && !path.endsWith('.test.ts'),
  );
  const total = sources.reduce((sum, [, text]) => sum + linesOf(text), 0);
  return total < 400 ? [] : [{ file: 'ticketmaster/common', message: `has ${total} lines, and must stay under 400` }];
}
