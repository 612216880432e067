/**
 * The same crowd at the same sale with all measures against bots off, each alone, and all on; and with farms that hide better.
 *
 *   node ticketmaster/real-implementation/crowd/fairness.ts --visitors 200 --seed 7 [--seconds 24] [--rounds 1] [--out fairness.json]
 *
 * Each run has servers of its own, and is audited: where a rule does not hold it ends with 1. Round n has the seed `seed + n - 1`. The table
 * is of medians. `npm run fairness` does the same, and keeps table, figures and chart in bench/.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { audit } from './audit.ts';
import { openDoors } from './doors.ts';
import { onSale } from './on-sale.ts';
import { sharesOf } from './shares.ts';
import type { FarmKind } from './where.ts';
import { wholeNumber } from './whole-number.ts';

export type Shares = ReturnType<typeof sharesOf>;
export interface Row {
  /** As FAIRNESS says it. */
  measures: string;
  farm: FarmKind;
  /** One for each round. */
  rounds: Shares[];
}

const ALL = 'device,lane,unpaid';
const CASES: [measures: string, farm: FarmKind][] = [
  ...['none', 'device', 'lane', 'unpaid', ALL].map((measures): [string, FarmKind] => [measures, 'one browser']),
  [ALL, 'new cookies'],
  [ALL, 'many networks'],
];

/** Short, so that a holder's holds end more than twice within a sale. */
const HOLD_SECONDS = 4;

/** The options, as they are asked for. */
export function optionsFrom(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      visitors: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '24' },
      seed: { type: 'string', default: '7' },
      rounds: { type: 'string', default: '1' },
      out: { type: 'string' },
    },
  });
  const number = (name: 'visitors' | 'seconds' | 'seed' | 'rounds', most: number) =>
    wholeNumber(name, values[name], most);
  return {
    ...{ visitors: number('visitors', 50_000), seconds: number('seconds', 3_600), seed: number('seed', 2 ** 31) },
    ...{ rounds: number('rounds', 20), out: values.out },
  };
}

/** Runs all cases of a round before the next round, so that what changes on the machine meanwhile changes all of them. */
export async function compare(plan: ReturnType<typeof optionsFrom>, pgUrl: string, tell: (line: string) => void) {
  const { visitors, seconds, seed, rounds } = plan;
  const rows = CASES.map(([measures, farm]): Row => ({ measures, farm, rounds: [] }));
  const broken: string[] = [];
  for (let round = 0; round < rounds; round++)
    for (const row of rows) {
      const { shares, findings } = await once(row, { visitors, seconds, seed: seed + round }, pgUrl);
      row.rounds.push(shares);
      for (const rule of Object.keys(findings)) broken.push(`${nameOf(row)}, seed ${seed + round}: ${rule}`);
      tell(`${nameOf(row)}, seed ${seed + round}: humans have ${shares.humansPercent} % of ${shares.tickets} tickets`);
    }
  return { rows, broken };
}

async function once({ measures, farm }: Row, plan: { visitors: number; seconds: number; seed: number }, pgUrl: string) {
  const operatorToken = 'of-the-operator';
  const environment = { FAIRNESS: measures };
  const doors = await openDoors({ instances: 2, holdSeconds: HOLD_SECONDS, operatorToken, environment });
  try {
    const { evidence } = await onSale({ ...doors, pgUrl }, { ...plan, farm });
    return { shares: sharesOf(evidence), findings: audit(evidence) };
  } finally {
    await doors.close();
  }
}

export const nameOf = ({ measures, farm }: Row) => {
  const on = measures === ALL ? 'all' : measures === 'none' ? 'none' : `${measures} alone`;
  return farm === 'one browser' ? on : `${on}, farm with ${farm}`;
};

/** The median of the rounds; the mean of the middle two where there is none. Null where there is nothing to take it of. */
export function median(rounds: readonly (number | null)[]): number | null {
  const sorted = rounds.filter(value => value !== null).toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined ? null : Math.round(5 * (low + high!)) / 10;
}

const COLUMNS: [title: string, of: (shares: Shares) => number | null][] = [
  ['tickets', ({ tickets }) => tickets],
  ['humans’ %', ({ humansPercent }) => humansPercent],
  ['farm’s %', ({ farmPercent }) => farmPercent],
  ['wait of humans p50 ms', ({ humanWaitP50Ms }) => humanWaitP50Ms],
  ['p95 ms', ({ humanWaitP95Ms }) => humanWaitP95Ms],
  ['humans set aside', ({ humansSetAside }) => humansSetAside],
  ['humans refused', ({ humansRefused }) => humansRefused],
  ['farm set aside', ({ farmSetAside }) => farmSetAside],
  ['farm refused', ({ farmRefused }) => farmRefused],
  ['holders who lost their place', ({ holdersLost }) => holdersLost],
];

export function tableOf(rows: readonly Row[]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['measures', ...COLUMNS.map(([title]) => title)]),
    line(['---', ...COLUMNS.map(() => '--:')]),
    ...rows.map(row => line([nameOf(row), ...COLUMNS.map(([, of]) => `${median(row.rounds.map(of)) ?? '-'}`)])),
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const plan = optionsFrom(process.argv.slice(2));
  const { rows, broken } = await compare(plan, env.text('PG_URL'), line => console.log(line));
  console.log(tableOf(rows));
  for (const what of broken) console.log(`✗ ${what}`);
  if (plan.out) writeFileSync(plan.out, `${JSON.stringify({ ...plan, rows, broken }, null, 2)}\n`);
  process.exitCode = broken.length ? 1 : 0;
}
