/**
 * npm run streams -- [--streams 10000] [--holds 20] [--rounds 5]: so many look at the seats of one event, at one process of the real
 * implementation, while seats are held. Starts what it needs, prints a table, and keeps it in the real implementation's bench/.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../ticketmaster/real-implementation/crowd/whole-number.ts';
import { type ManyStreams, manyStreams } from '../ticketmaster/real-implementation/live/many-streams.ts';
import { commitOf, headLine, thisMachine } from './bench/machine.ts';
import { ms, span, whole } from './bench/numbers.ts';
import { markdownTable } from './bench/table.ts';
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '10000' },
    holds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
  },
});
const [streams, holds, rounds] = [
  wholeNumber('streams', values.streams, 12_000),
  wholeNumber('holds', values.holds, 200),
  wholeNumber('rounds', values.rounds, 100),
];
const lab = labFrom(process.env);
const facts = {
  ...{ at: new Date(), commit: commitOf(lab.repo), machine: thisMachine() },
  circumstances: ['one process of the shop, one of the streams’ clients, PostgreSQL and Redis beside them'],
  command: `npm run streams -- --streams ${streams} --holds ${holds} --rounds ${rounds}`,
};
Object.assign(process.env, await need(['postgres', 'redis'], lab, process.env, line => console.error(line)));

const found: ManyStreams[] = [];
for (let round = 1; round <= rounds; round++) {
  found.push(await manyStreams(streams, holds));
  console.error(`round ${round}/${rounds}: p99 ${ms(found.at(-1)!.p99Ms)} ms`);
}
const of = (what: keyof ManyStreams, shown: (value: number) => string) =>
  span(
    found.map(one => one[what]),
    shown,
  );
const table = markdownTable(
  [
    `${whole(streams)} streams of ${whole(found[0]!.seats)} seats, ${holds} holds one after another`,
    'median (least–most)',
  ],
  [
    ['opened per second', of('openedPerSecond', whole)],
    ['memory of the shop for each, KB', of('kbEach', value => value.toFixed(1))],
    ['from asking for a hold until a stream tells of it, p50 ms', of('p50Ms', ms)],
    ['p99 ms', of('p99Ms', ms)],
    ['streams × holds not told', of('lost', whole)],
    ['told twice', of('twice', whole)],
  ],
);
const file = join(lab.repo, 'ticketmaster/real-implementation/bench/streams.md');
writeFileSync(file, `${headLine(facts)}\n\n${table}\n`);
console.log(table);
process.exitCode = found.some(({ lost, twice }) => lost + twice > 0) ? 1 : 0;
