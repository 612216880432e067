import { posix } from 'node:path';
import type { Checkout } from './checkout.ts';

/** What a subproject says of itself in its package.json as "lab": all that the rest of the house knows about it. */
export interface Lab {
  /** Where its server listens, and a second one for its user app. */
  port?: number;
  userAppPort?: number;
  /** The packages that speak to a server and that it may import; `@aws-sdk` stands for all of that scope. */
  clients?: string[];
  /** More of them, which only server.ts and the tests may import. */
  wiring?: string[];
  /** The servers of the lab that run.sh needs. */
  servers?: string[];
  /** Its tests that npm test runs beside nothing else. */
  alone?: string[];
}

export interface Manifest {
  name?: string;
  private?: boolean;
  type?: string;
  lab?: Lab;
  exports?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** A folder with a package.json; `home` is '' for the root. */
export interface Workspace {
  home: string;
  file: string;
  manifest: Manifest;
}

/** Every package.json of the checkout. Throws, naming the file, when one is not JSON. */
export function workspacesOf({ files }: Checkout): Workspace[] {
  return [...files]
    .filter(([path]) => posix.basename(path) === 'package.json')
    .map(([file, text]) => ({ file, home: file.slice(0, -'/package.json'.length), manifest: parsed(file, text) }));
}

/** The workspace whose package.json counts for a file: the nearest above it. */
export function ownerOf(file: string, workspaces: Workspace[]): Workspace | undefined {
  return workspaces
    .filter(({ home }) => home === '' || file.startsWith(`${home}/`))
    .toSorted((a, b) => b.home.length - a.home.length)[0];
}

/** `@scope/name/file` → `@scope/name`, `name/file` → `name`. */
export const packageOf = (specifier: string) => specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier;

/** Whether a specifier means a file of this repo. */
export const isOurs = (specifier: string) => /^\.|^\/|^@ticketmaster\//.test(specifier);

/** The file of the checkout that an import of ours means, or undefined when there is none. */
export function resolveImport(checkout: Checkout, workspaces: Workspace[], from: string, specifier: string) {
  const path = specifier.startsWith('.')
    ? posix.join(posix.dirname(from), specifier)
    : inWorkspace(workspaces, specifier);
  return path !== undefined && checkout.files.has(path) ? path : undefined;
}

/** What the package's `exports` say: `./*` → `./*.ts` is all they do in this repo, beside exact names. */
function inWorkspace(workspaces: Workspace[], specifier: string): string | undefined {
  const name = packageOf(specifier);
  const workspace = workspaces.find(({ manifest }) => manifest.name === name);
  const subpath = `.${specifier.slice(name.length)}`;
  for (const [key, target] of Object.entries(workspace?.manifest.exports ?? {})) {
    const [before = '', after] = key.split('*');
    if (after === undefined ? subpath !== key : !subpath.startsWith(before) || !subpath.endsWith(after)) continue;
    const middle = subpath.slice(before.length, subpath.length - (after ?? '').length);
    return posix.join(workspace!.home, target.replaceAll('*', middle));
  }
  return undefined;
}

function parsed(file: string, text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch (error) {
    throw new Error(`${file} is not JSON`, { cause: error });
  }
}
