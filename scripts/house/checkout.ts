import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A checkout as the rules see it. Paths are relative to its root, with `/` between the parts. */
export interface Checkout {
  files: Map<string, string>;
  executable: Set<string>;
}

export interface Finding {
  file: string;
  line?: number;
  message: string;
}

/** Looks through a whole checkout; an empty answer means that the rule is kept. */
export type Rule = (checkout: Checkout) => Finding[];

/** All that git tracks or would add: a new file is checked before its first commit, and node_modules never. */
export function readCheckout(root: string): Checkout {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 30_000,
  });
  const checkout: Checkout = { files: new Map(), executable: new Set() };
  for (const path of listing.split('\0').filter(Boolean)) {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat?.isFile()) continue; // deleted here and not yet in git, or a link to a folder
    checkout.files.set(path, readFileSync(join(root, path), 'utf8'));
    if (stat.mode & 0o111) checkout.executable.add(path);
  }
  return checkout;
}

/** A checkout in memory, for planting violations. */
export function checkoutOf(files: Record<string, string>, executable: string[] = []): Checkout {
  return { files: new Map(Object.entries(files)), executable: new Set(executable) };
}

/** The files of a checkout that hold TypeScript or JavaScript. */
export function codeFiles({ files }: Checkout): [path: string, text: string][] {
  return [...files].filter(([path]) => /\.[mc]?[jt]s$/.test(path));
}

/** `file:line message`, as editors and terminals make clickable. */
export function show({ file, line, message }: Finding): string {
  return `${file}${line ? `:${line}` : ''} ${message}`;
}
