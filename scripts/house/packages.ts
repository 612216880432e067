import type { Checkout, Finding } from './checkout.ts';
import { workspacesOf } from './workspaces.ts';

/** Nothing here is published, and everything is an ES module: without "type" Node would warn at each start. */
export function packagesArePrivateModules(checkout: Checkout): Finding[] {
  return workspacesOf(checkout).flatMap(({ file, manifest }) => [
    ...(manifest.private === true ? [] : [{ file, message: 'lacks "private": true' }]),
    ...(manifest.type === 'module' ? [] : [{ file, message: 'lacks "type": "module"' }]),
  ]);
}
