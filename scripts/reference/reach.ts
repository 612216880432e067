import { posix } from 'node:path';
import { isExportDeclaration, isImportDeclaration, isStringLiteral } from 'typescript/unstable/ast';
import { checkoutOf } from '../house/checkout.ts';
import { workspacesOf } from '../house/workspaces.ts';
import type { Files, Project } from './project.ts';

/** Answers whether a source imports another one, or a source that does. */
export function reachIn({ sources }: Project, files: Files): (from: string, to: string) => boolean {
  const homes = new Map(
    workspacesOf(checkoutOf(Object.fromEntries(files))).map(({ manifest, home }) => [manifest.name, home]),
  );
  const pathTo = (from: string, specifier: string): string => {
    if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
    const [, name, rest] = /^(@[^/]+\/[^/]+)\/(.+)$/.exec(specifier) ?? [];
    return `${homes.get(name)}/${rest}.ts`;
  };
  const imported = new Map(
    [...sources].map(([path, { statements }]) => [
      path,
      statements.flatMap(statement => {
        const specifier =
          isImportDeclaration(statement) || isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
        return specifier && isStringLiteral(specifier) ? [pathTo(path, specifier.text)] : [];
      }),
    ]),
  );
  const next = (path: string) => imported.get(path) ?? [];
  return (from, to) => from === to || next(from).some(one => one === to || next(one).includes(to));
}
