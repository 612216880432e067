/**
 * The crowd, and a schedule of faults from a seed: processes are killed or stand still, PostgreSQL and Redis crash, the provider answers badly.
 *
 *   node ticketmaster/real-implementation/chaos/run.ts --seed 7 --faults 20 --visitors 300 --seconds 60 [--may 'a decline' …] [--out FILE]
 *
 * It says which hard states came: a run without one proves nothing about it, and ends with 1 unless --may names it. It also ends with 1
 * where a rule of the audit does not hold, a process ended by itself, or the shop was not whole again within 5 s.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { rules } from '../crowd/audit.ts';
import { wholeNumber } from '../crowd/whole-number.ts';
import { missing } from './sometimes.ts';
import { openStormDoors, storm } from './storm.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    faults: { type: 'string', default: '20' },
    visitors: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '60' },
    may: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});
const number = (name: 'seed' | 'faults' | 'visitors' | 'seconds') => wholeNumber(name, values[name]);

const plan = {
  ...{ seed: number('seed'), faults: number('faults'), visitors: number('visitors'), seconds: number('seconds') },
};
async function run() {
  const doors = await openStormDoors();
  try {
    const urls = { pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') };
    return await storm(doors, { ...plan, ...urls, tell: line => console.log(line) });
  } finally {
    await doors.close();
  }
}
const { came, findings, recovered, wrong, report } = await run();
const { overTime, ...figures } = report;
console.log(JSON.stringify({ ...plan, ...figures, came, recovered, wrong, findings }, null, 2));
if (values.out) {
  const all = { ...plan, ...report, came, recovered, wrong, findings, rules: Object.keys(rules) };
  writeFileSync(values.out, `${JSON.stringify(all, null, 2)}\n`);
}
const slowest = Math.max(...recovered.map(({ recoveredMs }) => recoveredMs));
console.log(
  `${recovered.length} faults; whole again within ${slowest} ms each; ${Object.keys(findings).length} rules broken`,
);
const lacking = missing(came, values.may);
for (const state of lacking) console.log(`✗ never came: ${state}`);
process.exitCode = lacking.length || Object.keys(findings).length || wrong.length || slowest > 5_000 ? 1 : 0;
