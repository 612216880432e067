/** Writes the reference of the lab from its code:  npm run reference */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCheckout } from './house/checkout.ts';
import { referenceOf } from './reference/pages.ts';

const root = join(import.meta.dirname, '..');

try {
  for (const [path, text] of referenceOf(readCheckout(root).files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(path);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
