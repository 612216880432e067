import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { codeOnly, lineAt, withoutComments } from './source.ts';

/** A lab's server answers this machine only. A line that must name the open address says why, in a comment. */
export function serversListenHereOnly(checkout: Checkout): Finding[] {
  const everywhere = [...checkout.files].flatMap(([file, text]) => {
    if (!/\.([mc]?[jt]s|sh|ya?ml)$/.test(file)) return [];
    const code = /\.(sh|ya?ml)$/.test(file) ? text.replace(/(^|\s)#.*/g, '$1') : withoutComments(text);
    const lines = code.split('\n');
    return text.split('\n').flatMap((line, i): Finding[] => {
      const explained = lines[i]!.trimEnd() !== line.trimEnd();
      if (!/\b0\.0\.0\.0\b/.test(lines[i]!) || explained) return [];
      return [{ file, line: i + 1, message: 'says 0.0.0.0, which is every network of this machine' }]; // sought
    });
  });
  return [...everywhere, ...codeFiles(checkout).flatMap(([file, text]) => listensWithoutAddress(file, text))];
}

/** Node listens on every network when `listen` is given a port alone. */
function listensWithoutAddress(file: string, text: string): Finding[] {
  return [...codeOnly(text).matchAll(/\.listen\((?:[^()]|\([^()]*\))*/g)]
    .filter(({ index, 0: call }) => !/127\.0\.0\.1|\bhost\b/.test(text.slice(index, index + call.length)))
    .map(({ index }) => ({ file, line: lineAt(text, index), message: 'listens without an address: say 127.0.0.1' }));
}
