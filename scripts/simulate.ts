/**
 * npm run simulate -- [--seed 7] [--measured FILE] [--write]: answers the founding document's numbers about the batch pipeline, and what ten
 * million visitors ask of the real implementation. Starts nothing. --write keeps tables, charts and README in the simulation's folder;
 * --measured is what the lab's own worker took for images (simulation/measured.json where it is left out).
 */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../ticketmaster/real-implementation/crowd/whole-number.ts';
import { labFrom } from './servers/registry.ts';
import { answered, fullEffort, SEED, tableOf, write } from './simulation/report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${SEED}` },
    measured: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const { repo } = labFrom(process.env);
const effort = fullEffort(wholeNumber('seed', values.seed, 2 ** 31));
const sections = answered(repo, effort, values.measured);
console.log(sections.map(tableOf).join('\n\n'));
if (values.write) console.log(`\nWritten: ${(await write(repo, effort, sections)).join(', ')}`);
