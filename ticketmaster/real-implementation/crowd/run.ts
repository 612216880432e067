/**
 * A crowd storms an on-sale, and an audit says whether all of it was true.
 *
 *   node ticketmaster/real-implementation/crowd/run.ts --visitors 200 --seconds 20 --seed 7 [--profile hot|ordinary|rough] [--instances 2] [--out report.json] [--url URL]
 *
 * Without --url it starts servers of its own: web processes, a worker and a provider, in a schema of their own. With it, the shop there is
 * stormed, by the operator's token OPERATOR_TOKEN; PG_URL and PG_SCHEMA are where it writes, and PROVIDER_URL is the stand-in that it pays by.
 * Ends with 1 where a rule does not hold.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { audit, rules } from './audit.ts';
import { openDoors } from './doors.ts';
import { profiles } from './mix.ts';
import { onSale, type Shop } from './on-sale.ts';
import { reportOf } from './report.ts';
import { wholeNumber } from './whole-number.ts';

const { values } = parseArgs({
  options: {
    visitors: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '7' },
    profile: { type: 'string', default: 'hot' },
    instances: { type: 'string', default: '2' },
    url: { type: 'string' },
    out: { type: 'string' },
  },
});

const number = (name: 'visitors' | 'seconds' | 'seed' | 'instances', most: number) =>
  wholeNumber(name, values[name], most);

const HOLD_SECONDS = 8;
const plan = {
  ...{ visitors: number('visitors', 50_000), seconds: number('seconds', 3_600), seed: number('seed', 2 ** 31) },
  profile: profileOf(values.profile),
};
const operatorToken = env.text('OPERATOR_TOKEN', 'of-the-operator');
const pgUrl = env.text('PG_URL');
const doors = values.url
  ? undefined
  : await openDoors({ instances: number('instances', 8), holdSeconds: HOLD_SECONDS, operatorToken });
const shop: Shop = doors
  ? { ...doors, pgUrl }
  : {
      ...{ urls: [values.url!], operatorToken, pgUrl, schema: env.text('PG_SCHEMA', 'real') },
      ...{ providerUrl: env.text('PROVIDER_URL'), holdSeconds: env.count('HOLD_SECONDS', 600) },
    };
try {
  const { evidence, tookMs } = await onSale(shop, { ...plan, tell: line => console.log(line) });
  const findings = audit(evidence);
  const report = { ...plan, tookMs, ...reportOf(evidence), findings, rules: Object.keys(rules) };
  console.log(JSON.stringify({ ...report, overTime: undefined, rules: undefined }, null, 2));
  if (values.out) writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  for (const rule of report.rules) console.log(`${rule in findings ? '✗' : '✓'} ${rule}`);
  process.exitCode = Object.keys(findings).length ? 1 : 0;
} finally {
  await doors?.close();
}

function profileOf(name: string): keyof typeof profiles {
  if (Object.hasOwn(profiles, name)) return name as keyof typeof profiles;
  throw new Error(`--profile must be one of ${Object.keys(profiles).join(', ')}, got '${name}'`);
}
