/**
 * Writes the architecture drawing anew:  node draw.ts [--png] [folder]
 *
 * diagram.svg into the folder, or beside this file; with --png also diagram.png, as the lab's Chromium shows it.
 */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pictureOf } from './picture.ts';
import { drawing } from './svg.ts';

const { values, positionals } = parseArgs({ options: { png: { type: 'boolean' } }, allowPositionals: true });
const write = (name: string, content: string | Buffer) => {
  const path = join(positionals[0] ?? import.meta.dirname, name);
  writeFileSync(path, content);
  console.log(`${name} ${statSync(path).size} bytes`);
};
const svg = drawing();
write('diagram.svg', svg);
if (values.png) write('diagram.png', await pictureOf(svg));
