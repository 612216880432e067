import { median, span, whole } from '../../bench/numbers.ts';
import { doubts, measureRounds, type Round } from '../../bench/rounds.ts';
import type { Measuring, Section } from '../comparison.ts';
import { eventIdOf } from './on-sale.ts';
import { CONNECTIONS, pathOf, type Stage } from './stage.ts';

const HELLO = 'bare node:http';
const APP = 'GET /health of the lesson';

/** Of what two-tier is a multiple, and what was aimed at. */
const aims: { over: string; aim?: number }[] = [
  { over: HELLO, aim: 0.9 },
  { over: APP },
  { over: 'none', aim: 2.5 },
  { over: 'redis', aim: 1.2 },
];

/** One process each, one hot event, no sales: all within seconds of each other, so that ratios mean something. */
export async function ratios(stage: Stage, { rounds, seconds, tell }: Measuring): Promise<Section> {
  const [url] = stage.servers;
  const target = (name: string, url: string, path: string) => ({
    name,
    measure: (seconds: number) =>
      stage.generator.run({
        ...{ url, path, seconds, connections: CONNECTIONS, method: 'GET', expect: 200 },
        numbers: { from: 0, to: 1e9 },
      }),
  });
  const ways = ['none', 'redis', 'two-tier'].map(way => target(way, url, pathOf(way, eventIdOf(0))));
  const targets = [target(HELLO, stage.hello, pathOf('two-tier', eventIdOf(0))), target(APP, url, '/health'), ...ways];
  return ratioSection(await measureRounds(targets, { rounds, seconds, baseline: HELLO }, tell));
}

export function ratioSection(rounds: Round[]): Section {
  const speeds = (name: string) => rounds.map(({ samples }) => samples[name]!.perSecond);
  const rows = aims.map(({ over, aim }) => {
    const ratio = speeds('two-tier').map((speed, i) => speed / speeds(over)[i]!);
    return [over, span(speeds(over)), span(ratio, value => value.toFixed(2)), ...aimed(median(ratio), aim)];
  });
  return {
    title: 'Two tiers on one hot event, and what else one process can do',
    about: `The same process is asked for the same event by ${CONNECTIONS} connections in each way, and a bare node:http server that says the same bytes beside it, all in each of ${rounds.length} rounds: median (least–most). \`two-tier\` answers ${span(speeds('two-tier'))} reads a second.`,
    head: ['two-tier ÷', 'its reads/s', 'ratio', 'aim', 'reached'],
    rows,
    notes: [
      'Everything shares one machine: PostgreSQL, Redis and the load generator take from the process that is measured, the more the less its caches hold.',
      `${whole(rounds.length)} rounds after one to warm up.`,
      ...doubts(rounds, HELLO),
    ],
    raw: rounds,
  };
}

const aimed = (ratio: number, aim?: number) =>
  aim === undefined ? ['-', '-'] : [`≥ ${aim.toFixed(1)}`, ratio >= aim ? 'yes' : '**no**'];
