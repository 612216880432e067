/**
 * Compares what a README promises with what a command printed, line by line; spaces at line ends do not count.
 *
 * A promise may hold placeholders: `<id>` a UUID, `<time>` an ISO-8601 UTC time, `<number>` an integer or decimal, `<text>` one or
 * more characters other than a double quote, `…` any text within its line. A line that is only `…` stands for any number of lines.
 */
import { bestRun, runLength } from './best-run.ts';

export interface Difference {
  /** The 1-based line of the promise. */
  line: number;
  promised: string;
  came: string;
}

/** The first line of `printed` that is not as `promised`, or undefined where all are. */
export function firstDifference(promised: string, printed: string): Difference | undefined {
  const lines = linesOf(printed);
  const parts = splitAtEllipses(linesOf(promised));
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const isFirst = i === 0;
    const isLast = i === parts.length - 1;
    const start = isLast && !isFirst ? Math.max(at, lines.length - part.lines.length) : at;
    const run =
      isFirst || isLast
        ? { start, length: runLength(part.lines, lines, start, fits) }
        : bestRun(part.lines, lines, start, fits);
    at = run.start + run.length;
    const whole = run.length === part.lines.length;
    if (whole && (!isLast || at === lines.length)) continue;
    return {
      line: part.line + run.length,
      promised: part.lines[run.length] ?? '(no more lines)',
      came: lines[at] ?? '(no more lines)',
    };
  }
  return undefined;
}

interface Part {
  lines: string[];
  /** The 1-based line of the promise where this part starts. */
  line: number;
}

/** The stretches between the lines that are only `…`: the first is bound to the beginning of the output, the last to its end. */
function splitAtEllipses(lines: string[]): Part[] {
  const parts: Part[] = [{ lines: [], line: 1 }];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '…') parts.push({ lines: [], line: i + 2 });
    else parts.at(-1)!.lines.push(line);
  }
  return parts;
}

const placeholders: Record<string, string> = {
  '<id>': '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
  '<time>': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  '<number>': '-?\\d+(?:\\.\\d+)?',
  '<text>': '[^"]+',
  '…': '.*',
};

function fits(promised: string, line: string): boolean {
  const words = promised.split(/(<id>|<time>|<number>|<text>|…)/);
  return new RegExp(`^${words.map(word => placeholders[word] ?? RegExp.escape(word)).join('')}$`).test(line);
}

function linesOf(text: string): string[] {
  const trimmed = text.trimEnd();
  return trimmed === '' ? [] : trimmed.split('\n').map(line => line.trimEnd());
}
