import { join } from 'node:path';
import { roomOf, serve, set } from '../../../ticketmaster/tech-waiting-room/compare.ts';
import { call } from '../../../ticketmaster/tech-waiting-room/contract/crowd.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { spawnServer } from '../../../ticketmaster/testing/processes.ts';
import type { Target } from '../../bench/bench.ts';
import { openLoadGenerator } from '../../bench/load.ts';
import { median, ms, whole } from '../../bench/numbers.ts';
import { doubts, measureRounds, type Round } from '../../bench/rounds.ts';
import { summarize } from '../../bench/summary.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';
import { technologies } from './technologies.ts';

const CONNECTIONS = 64;
const NO_OP = 'no-op POST';

/** Visitors join as fast as one server answers, while nobody is let in. Every 202 is counted in the ledger afterwards. */
export async function joining({ urls, interrupted, cleanUp, tell, rounds, seconds }: Measuring): Promise<Section> {
  const generator = openLoadGenerator(interrupted);
  const servers = [];
  const load = {
    connections: CONNECTIONS,
    seconds,
    method: 'POST',
    expect: 202,
    headers: { 'idempotency-key': 'the-key-of-visitor-{n}' },
    numbers: { from: 0, to: 1e9 },
  } as const;
  const pathOf = (eventId: string) => `/api/events/${eventId}/waiting-room/visitor-{n}`;
  const noOp = await spawnServer(join(import.meta.dirname, 'no-op.ts'), { NODE_ENV: 'production' });
  cleanUp.defer(async () => void (await noOp.end()));

  const targets: Target[] = [
    { name: NO_OP, measure: seconds => generator.run({ ...load, seconds, url: noOp.url, path: pathOf('any') }) },
  ];
  for (const technology of technologies) {
    const { name, emulator } = technology;
    if (emulator) {
      targets.push({ name, missing: `not measured, ${emulator} is an emulator` });
      continue;
    }
    const server = await serve(technology, urls, {});
    servers.push(server);
    cleanUp.defer(async () => void (await server.end()));
    targets.push({
      name,
      async measure(seconds) {
        const eventId = unique('joins'); // one of its own each time
        await set(server.url, eventId, { open: false });
        const { good, ...sample } = await generator.run({ ...load, seconds, url: server.url, path: pathOf(eventId) });
        const { joinedTotal } = (await call('GET', roomOf(server.url, eventId))).body;
        if (joinedTotal !== good) throw new Error(`${name} answered ${good} joins and its ledger knows ${joinedTotal}`);
        return sample;
      },
    });
  }
  cleanUp.defer(generator.close); // first of all: a server waits for what it was asked

  const measured = await measureRounds(targets, { rounds, seconds, baseline: NO_OP }, tell);
  for (const server of servers) await server.end(); // their gates look for work for ever
  const rows = summarize(targets, measured, [{ over: NO_OP, targets: [NO_OP] }]);
  const span = (speed: { median: number; min: number; max: number }) =>
    `${whole(speed.median)} (${whole(speed.min)}–${whole(speed.max)})`;
  return {
    title: 'Joining',
    about: `One server process, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s, all technologies in each round; medians of the rounds. The no-op POST is the same app with the same routes and nothing behind them. As many joins as were answered 202 are in the ledger.`,
    head: ['technology', 'joins/s (min–max)', 'p50 ms', 'p99 ms', `÷ ${NO_OP}`],
    rows: rows.map(({ target, missing, perSecond, p50Ms, p99Ms, ratios }) => [
      missing === undefined ? target : `${target}: ${missing}`,
      perSecond ? span(perSecond) : '-',
      p50Ms === undefined ? '-' : ms(p50Ms),
      p99Ms === undefined ? '-' : ms(p99Ms),
      ratios[NO_OP]?.toFixed(2) ?? '-',
    ]),
    notes: doubts(measured, NO_OP),
    chart: joiningChart(measured),
    raw: measured,
  };
}

export function joiningChart(measured: Round[]): Picture {
  return {
    ...{ kind: 'bars', file: 'joins.svg', title: 'Joins per second through one server', unit: 'joins per second' },
    subtitles: [`median of ${measured.length} rounds; thin line: slowest to fastest round`],
    bars: Object.keys(measured[0]!.samples).map(label => {
      const speeds = measured.map(({ samples }) => samples[label]!.perSecond);
      return { ...{ label, of: 'all' }, value: median(speeds), min: Math.min(...speeds), max: Math.max(...speeds) };
    }),
  };
}
