/**
 * Looks for `wanted` as consecutive lines of `lines`, from index `from` on. Answers the first place where all of it fits
 * (`length` is then `wanted.length`), else the first place where most of its beginning fits.
 */
export function bestRun(wanted: string[], lines: string[], from = 0, same = equal): { start: number; length: number } {
  let best = { start: from, length: 0 };
  for (let start = from; start < lines.length && best.length < wanted.length; start++) {
    const length = runLength(wanted, lines, start, same);
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** How many lines of `wanted`, from its first, stand in `lines` at `start`. */
export function runLength(wanted: string[], lines: string[], start: number, same = equal): number {
  const differs = wanted.findIndex((line, i) => start + i >= lines.length || !same(line, lines[start + i]!));
  return differs === -1 ? wanted.length : differs;
}

const equal = (a: string, b: string) => a === b;
