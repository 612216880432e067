/**
 * The crowd, and a schedule of faults from a seed: processes are killed or stand still, PostgreSQL and Redis crash, the provider answers badly.
 *
 *   node ticketmaster/real-implementation/chaos/run.ts --seed 7 --faults 20 --visitors 300 --seconds 60 [--must 'a decline' …]
 *
 * It says which hard states came; a run without one that is named by --must proves nothing about it. Ends with 1 for that, where a rule of
 * the audit does not hold, a process ended by itself, or the shop was not whole again within 5 s.
 */
import { parseArgs } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { wholeNumber } from '../crowd/whole-number.ts';
import { missing } from './sometimes.ts';
import { storm } from './storm.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    faults: { type: 'string', default: '20' },
    visitors: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '60' },
    must: { type: 'string', multiple: true, default: [] },
  },
});
const number = (name: Exclude<keyof typeof values, 'must'>) => wholeNumber(name, values[name]);

const { came, findings, recovered, wrong, report } = await storm({
  ...{ seed: number('seed'), faults: number('faults'), visitors: number('visitors'), seconds: number('seconds') },
  pgUrl: env.text('PG_URL'),
  tell: line => console.log(line),
});
console.log(JSON.stringify({ ...report, came, recovered, wrong, findings }, null, 2));
const slowest = Math.max(...recovered.map(({ recoveredMs }) => recoveredMs));
console.log(
  `${recovered.length} faults; whole again within ${slowest} ms each; ${Object.keys(findings).length} rules broken`,
);
const lacking = missing(came, values.must);
for (const state of lacking) console.log(`✗ never came: ${state}`);
process.exitCode = lacking.length || Object.keys(findings).length || wrong.length || slowest > 5_000 ? 1 : 0;
