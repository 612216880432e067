import type { Checkout, Finding } from './checkout.ts';
import { subprojectsOf } from './places.ts';
import { workspacesOf } from './workspaces.ts';

/** The servers that a package.json declares are those that run.sh starts. */
export function neededServersAreDeclared(checkout: Checkout): Finding[] {
  const workspaces = workspacesOf(checkout);
  return subprojectsOf(checkout).flatMap(home => {
    const file = `${home}/run.sh`;
    const needed =
      checkout.files
        .get(file)
        ?.match(/^need (.*)$/m)?.[1]
        ?.split(' ') ?? [];
    const declared = workspaces.find(workspace => workspace.home === home)?.manifest.lab?.servers ?? [];
    if (needed.toSorted().join(' ') === declared.toSorted().join(' ')) return [];
    const said = declared.join(', ') || 'none';
    return [{ file, message: `needs ${needed.join(', ') || 'no server'}, and package.json declares ${said}` }];
  });
}
