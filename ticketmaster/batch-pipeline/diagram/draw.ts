/**
 * Writes the architecture drawing anew, diagram.svg beside this file or into a folder:  node draw.ts [folder]
 *
 * It shows what the simulation found: run it again after `npm run simulate -- --write`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawing } from './svg.ts';

const here = import.meta.dirname;
const tables = readFileSync(join(here, '../simulation/tables.md'), 'utf8');
const file = join(process.argv[2] ?? here, 'diagram.svg');
const svg = drawing(tables);
writeFileSync(file, svg);
console.log(`diagram.svg ${Buffer.byteLength(svg)} bytes`);
