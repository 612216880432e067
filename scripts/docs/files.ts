/** The files of a repository as the docs checks see them, and what a check answers. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Markdown, parseMarkdown } from './markdown.ts';

/** Path from the repository's root, with forward slashes → text; '' for a binary file. */
export type Files = ReadonlyMap<string, string>;

export interface Finding {
  file: string;
  /** 1-based. */
  line: number;
  message: string;
}

export type Check = (files: Files) => Finding[] | Promise<Finding[]>;

export const show = ({ file, line, message }: Finding) => `${file}:${line} ${message}`;

/** Every file that git tracks or would track if it were added. */
export function repositoryFiles(root: string): Files {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const paths = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  const present = paths.filter(path => statSync(join(root, path), { throwIfNoEntry: false })?.isFile());
  return new Map(present.map(path => [path, textOf(join(root, path))]));
}

/** The Markdown files, parsed. */
export function markdownIn(files: Files): [path: string, markdown: Markdown][] {
  return [...files].filter(([path]) => path.endsWith('.md')).map(([path, text]) => [path, parseMarkdown(text)]);
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}
