/**
 * Quoted code equals its source. A fence says where it is from: ```ts from=line.ts is a run of lines of that file, indentation
 * included; ```ts from=line.ts#Line is the run that starts where `export … Line` is declared.
 */
import { posix } from 'node:path';
import { bestRun, runLength } from './best-run.ts';
import { type Files, type Finding, markdownIn } from './files.ts';
import type { Fence } from './markdown.ts';

export function checkQuotes(files: Files): Finding[] {
  return markdownIn(files).flatMap(([file, { fences }]) =>
    fences.flatMap(fence => {
      const from = fence.words.find(word => word.startsWith('from='))?.slice('from='.length);
      const wrong = from === undefined ? undefined : whatDiffers(from, fence, file, files);
      return wrong ? [{ file, line: fence.line + wrong.line, message: wrong.message }] : [];
    }),
  );
}

/** `line` counts from the fence's opening line, which is 0. */
function whatDiffers(
  from: string,
  { text }: Fence,
  file: string,
  files: Files,
): { line: number; message: string } | undefined {
  const [path = '', name] = from.split('#');
  const source = posix.join(posix.dirname(file), path);
  const lines = files.get(source)?.split('\n');
  if (!lines) return { line: 0, message: `quotes ${source}, which is not in the repository` };
  if (text.trim() === '') return { line: 0, message: `quotes nothing of ${source}` };
  const quoted = text.split('\n');
  const declared = name === undefined ? undefined : lines.findIndex(line => declares(line, name));
  if (declared === -1) return { line: 0, message: `${source} has no export named ${name}` };
  const { start, length } =
    declared === undefined ? bestRun(quoted, lines) : { start: declared, length: runLength(quoted, lines, declared) };
  if (length === quoted.length) return;
  const instead =
    length === 0 && declared === undefined
      ? 'has no such line'
      : `has ${shown(lines[start + length])} at line ${start + length + 1}`;
  return { line: length + 1, message: `quotes ${shown(quoted[length])}, but ${source} ${instead}` };
}

function declares(line: string, name: string): boolean {
  const kinds = 'const|let|function\\*?|class|interface|type';
  const words = `^export (?:default |declare |abstract |async )*(?:${kinds}) ${RegExp.escape(name)}(?![\\w$])`;
  return new RegExp(words).test(line);
}

const shown = (line: string | undefined) => (line === undefined ? 'no line' : JSON.stringify(line));
