import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { floorOf, type Place, placeOf } from './places.ts';
import { codeOnly, importsOf, lineAt } from './source.ts';
import { isOurs, resolveImport, workspacesOf } from './workspaces.ts';

/** Arrows go down: an import of ours leads to the own subproject or to a lower floor, and to a file that is there. */
export function importsGoDown(checkout: Checkout): Finding[] {
  const workspaces = workspacesOf(checkout);
  return codeFiles(checkout).flatMap(([file, text]) => {
    const from = placeOf(file);
    if (!from) return { file, message: 'stands on no floor: it belongs into a subproject' };
    const wrong = importsOf(text).flatMap(({ specifier, line }): Finding[] => {
      if (!isOurs(specifier)) return [];
      const target = resolveImport(checkout, workspaces, file, specifier);
      const to = target && placeOf(target);
      const reason = to ? refusal(from, to) : 'there is no such file, or its package does not export it';
      return reason ? [{ file, line, message: `imports ${specifier}: ${reason}` }] : [];
    });
    return [...wrong, ...(from.kind === 'scripts' ? [] : computedImports(file, text))];
  });
}

function refusal(from: Place, to: Place): string | undefined {
  if (from.home === to.home || from.kind === 'scripts' || from.kind === 'root') return undefined;
  const sameFamily = from.family === to.family;
  if (from.kind === 'part' && sameFamily && to.home.endsWith('/contract')) return undefined; // in its words
  if (from.kind === 'part' && from.family && to.kind === 'part' && !to.family) return undefined; // a port that families share
  if (from.kind === 'ground' && (to.kind === 'common' || to.home.endsWith('/testing'))) return undefined;
  if (from.kind === 'composition' && !isFamily(from) && to.kind === 'composition' && isFamily(to)) return undefined; // a family's one lesson
  if (floorOf[to.kind] >= floorOf[from.kind])
    return `a ${from.kind} (floor ${floorOf[from.kind]}) may not stand on a ${to.kind} (floor ${floorOf[to.kind]})`;
  if (to.family && !sameFamily && from.kind !== 'composition') return `${to.family} is another family`;
  return undefined;
}

/** Its folder is that of its family. */
const isFamily = ({ home, family }: Place) => family !== undefined && home.endsWith(`/${family}`);

/** An import whose module is computed cannot be checked, so it is refused. */
function computedImports(file: string, text: string): Finding[] {
  const code = codeOnly(text);
  return [...code.matchAll(/(?<![.\w$])import\s*\(\s*(?!['"\s])/g)].map(({ index }) => ({
    file,
    line: lineAt(code, index),
    message: 'imports a module whose name is computed: write the name out',
  }));
}
