/** What stands in a TypeScript text beside its code. */
interface Piece {
  kind: 'comment' | 'string';
  start: number;
  end: number;
}

/** The text without its comments; everything else keeps its place, so that lines and columns still hold. */
export const withoutComments = (text: string) => blank(text, ['comment']);

/** The text without comments and without what its strings and regular expressions say. Code inside `${…}` stays. */
export const codeOnly = (text: string) => blank(text, ['comment', 'string']);

/** The line, from 1, of a character. */
export const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length;

export interface Import {
  specifier: string;
  line: number;
}

/** Every import that names its module: static, `export … from`, for its side effect, dynamic, and of a type. */
export function importsOf(text: string): Import[] {
  return [...codeOnly(text).matchAll(/(?<![.\w$])(?:from\s*|import\s*\(?\s*)(['"])( *)\1/g)].map(match => {
    const end = match.index + match[0].length - 1;
    return { specifier: text.slice(end - match[2]!.length, end), line: lineAt(text, match.index) };
  });
}

function blank(text: string, kinds: Piece['kind'][]): string {
  let out = '';
  for (const { kind, start, end } of pieces(text)) {
    const part = text.slice(start, end);
    out += text.slice(out.length, start) + (kinds.includes(kind) ? part.replace(/[^\n]/g, ' ') : part);
  }
  return out + text.slice(out.length);
}

const comment = /\/\/.*|\/\*[\s\S]*?\*\//;
const quoted = /(?<quote>['"])(?:\\[\s\S]|(?!\k<quote>)[^\\\n])*\k<quote>/;
/** A slash begins a regular expression only where a value may begin: after an operator, a bracket or such a word. */
const regex =
  /(?<=(?:^|[=(,:;!&|?{}[+>\n]|\breturn|\btypeof|\bcase)\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//;
const landmark = [comment, quoted, regex, /[`{}]/].map(({ source }) => source).join('|');

/** Not a parser: it knows only where comments, strings and regular expressions begin and end, also inside templates. */
function* pieces(text: string): Generator<Piece> {
  const next = new RegExp(landmark, 'g');
  const template = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*(`|\$\{|$)/y; // its text, up to its end or the next ${
  const bracesOpen: number[] = []; // one count for each ${ that we are in, innermost first
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const [found] = match;
    const start = match.index + 1;
    if (found === '{' && bracesOpen.length) bracesOpen[0]!++;
    else if (found === '`' || (found === '}' && bracesOpen[0] === 0)) {
      if (found === '}') bracesOpen.shift();
      template.lastIndex = start;
      const end = template.exec(text)![1]!;
      yield { kind: 'string', start, end: template.lastIndex - end.length };
      next.lastIndex = Math.max(template.lastIndex, start);
      if (end === '${') bracesOpen.unshift(0);
    } else if (found === '}' && bracesOpen.length) bracesOpen[0]!--;
    else if (/^\/[/*]/.test(found)) yield { kind: 'comment', start: match.index, end: next.lastIndex };
    else if (found.length > 1) yield { kind: 'string', start, end: next.lastIndex - 1 };
  }
}
