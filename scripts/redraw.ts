/**
 * Writes the reports of comparisons anew, from the raw figures that are kept; nothing is measured:  npm run redraw [-- NAME …]
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from './compare/comparison.ts';
import { keep, putInto, type Report } from './compare/report.ts';

const repo = join(import.meta.dirname, '..');
const all = globSync('*.compare.ts', { cwd: join(import.meta.dirname, 'compare') }).map(file => file.split('.')[0]!);
const names = process.argv.length > 2 ? process.argv.slice(2) : all.toSorted();

for (const name of names) {
  if (!all.includes(name)) throw new Error(`There is no comparison '${name}'. There are: ${all.join(', ')}`);
  const { compare } = (await import(join(import.meta.dirname, `compare/${name}.compare.ts`))) as {
    compare: Comparison;
  };
  const home = join(repo, compare.home);
  const kept = JSON.parse(readFileSync(join(home, `compare/${name}.json`), 'utf8')) as Report;
  const { facts, sections } = kept;
  const report = {
    ...kept,
    facts: { ...facts, at: new Date(facts.at) },
    sections: compare.retell?.(sections) ?? sections,
  };
  const written = keep(report, join(home, 'compare'));
  putInto(join(home, 'README.md'), report);
  console.log(written.join('\n'));
}
