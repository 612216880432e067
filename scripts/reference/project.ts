import { join } from 'node:path';
import type { SourceFile } from 'typescript/unstable/ast';
import { API, type Checker } from 'typescript/unstable/sync';
import { checkoutOf } from '../house/checkout.ts';
import { workspacesOf } from '../house/workspaces.ts';

/** Path from the root, with forward slashes → text. */
export type Files = ReadonlyMap<string, string>;

/** Sources as the compiler understands them. */
export interface Project {
  /** Path from the root → its syntax. */
  sources: ReadonlyMap<string, SourceFile>;
  checker: Checker;
  /** The path from the root of a file that the compiler names. */
  pathOf(source: SourceFile): string;
  close(): void;
}

const ROOT = '/lab';
const CONFIG = `${ROOT}/reference.json`;
const modules = join(import.meta.dirname, '../../node_modules');

/** What describes the lab: no tests, nothing that only tests stand on, and no model of a system beside the system. */
export const isSource = (path: string) =>
  /^ticketmaster\/.*\.ts$/.test(path) && !/\.(test|fixture|d)\.ts$|\/simulation\//.test(path);

/**
 * Has the compiler read the sources among `files`, and nothing else but its own library and zod, which says what zod's schemas let through. What
 * comes from other packages has no type here: no message and no error of the lab is declared there.
 */
export function openProject(files: Files): Project {
  const paths = [...files.keys()].filter(isSource);
  const texts = new Map(paths.map(path => [`${ROOT}/${path}`, files.get(path)!]));
  texts.set(CONFIG, JSON.stringify(configOf(files, paths)));
  const folders = new Set([...texts.keys()].flatMap(foldersOf));
  const isTheirs = (path: string) => /\/node_modules\/(zod|@typescript)(\/|$)/.test(path);
  const api = new API({
    cwd: ROOT,
    fs: {
      readFile: path => texts.get(path) ?? (isTheirs(path) ? undefined : null),
      fileExists: path => texts.has(path) || (isTheirs(path) ? undefined : false),
      directoryExists: path => folders.has(path) || (isTheirs(path) ? undefined : false),
      realpath: path => path,
      getAccessibleEntries: () => ({ files: [], directories: [] }),
    },
  });
  const [project] = api.updateSnapshot({ openProjects: [CONFIG] }).getProjects();
  const { program, checker } = project!;
  return {
    sources: new Map(paths.map(path => [path, program.getSourceFile(`${ROOT}/${path}`)!])),
    checker,
    pathOf: ({ fileName }) => fileName.slice(ROOT.length + 1),
    close: () => api.close(),
  };
}

function configOf(files: Files, paths: string[]) {
  const ours = workspacesOf(checkoutOf(Object.fromEntries(files)));
  const homes = ours.map(({ manifest, home }) => [`${manifest.name}/*`, [`./${home}/*.ts`]]);
  return {
    compilerOptions: {
      ...{ target: 'esnext', lib: ['esnext'], types: [], module: 'nodenext', noEmit: true, strict: true },
      ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, allowImportingTsExtensions: true },
      paths: { ...Object.fromEntries(homes), zod: [`${modules}/zod/index.d.ts`] },
    },
    files: paths.map(path => `./${path}`),
  };
}

const foldersOf = (path: string) =>
  path.split('/').flatMap((_part, depth, parts) => (depth > 0 ? [parts.slice(0, depth).join('/') || '/'] : []));
