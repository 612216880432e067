import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { importsOf } from './source.ts';
import { resolveImport, workspacesOf } from './workspaces.ts';

/** No file imports itself by a detour, not even for a type: two files that need each other are one idea. */
export function noImportCycles(checkout: Checkout): Finding[] {
  const workspaces = workspacesOf(checkout);
  const imports = codeFiles(checkout).map(([file, text]): [string, string[]] => [
    file,
    importsOf(text).flatMap(({ specifier }) => resolveImport(checkout, workspaces, file, specifier) ?? []),
  ]);
  return cyclesIn(new Map(imports)).map(cycle => ({
    file: cycle[0]!,
    message: `imports in a circle: ${arrows(cycle)}`,
  }));
}

/** No package depends on itself by a detour. */
export function noPackageCycles(checkout: Checkout): Finding[] {
  const workspaces = workspacesOf(checkout).filter(({ manifest }) => manifest.name);
  const fileOf = new Map(workspaces.map(({ manifest, file }) => [manifest.name!, file]));
  const depends = workspaces.map(({ manifest }): [string, string[]] => [
    manifest.name!,
    Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
  ]);
  return cyclesIn(new Map(depends)).map(cycle => ({
    file: fileOf.get(cycle[0]!)!,
    message: `depends in a circle: ${arrows(cycle)}`,
  }));
}

const arrows = (cycle: string[]) => cycle.join(' → ');

/** Cycles of a graph, each with its start repeated at the end: not all there are, but one at least if there is any. */
export function cyclesIn(graph: Map<string, string[]>): string[][] {
  const found: string[][] = [];
  const seen = new Set<string>();
  const path: string[] = [];
  function visit(node: string): void {
    if (path.includes(node)) found.push([...path.slice(path.indexOf(node)), node]);
    if (seen.has(node)) return;
    seen.add(node);
    path.push(node);
    graph.get(node)?.forEach(visit);
    path.pop();
  }
  for (const node of graph.keys()) visit(node);
  return found;
}
