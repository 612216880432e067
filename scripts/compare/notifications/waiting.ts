import { setTimeout as sleep } from 'node:timers/promises';
import { crowd, joinAndSignIn } from '../../../ticketmaster/tech-notifications/compare.ts';
import { residentKb } from '../../../ticketmaster/tech-notifications/sse/load.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { median, whole } from '../../bench/numbers.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';
import { openStage } from './stage.ts';
import { technologies } from './technologies.ts';

const VISITORS = 1_000;
const MORE = 2_000;
const SECONDS = 15;

interface Cost {
  /** Per visitor and minute. */
  requests: number;
  bytes: number;
  /** Kilobytes of the server process per visitor. */
  memoryKb: number;
}

/** What it costs that somebody waits and nothing happens. */
export async function waiting({ urls, tell, rounds }: Measuring): Promise<Section> {
  const costs = new Map(technologies.map(({ name }): [string, Cost[]] => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const technology of technologies) {
      await using stage = await openStage(technology, urls, VISITORS);
      const counted = () => stage.proxies.map(proxy => proxy.counted());
      const before = counted();
      await sleep(SECONDS * 1_000);
      const after = counted();
      const of = (what: 'requests' | 'bytes') =>
        after.reduce((sum, now, i) => sum + now[what] - before[i]![what], 0) / VISITORS / (SECONDS / 60);
      const settled = async () => {
        await sleep(1_000);
        return residentKb(stage.server.process.pid!);
      };
      const held = await settled();
      await joinAndSignIn(stage.server.url, stage.app.url, unique('more'), crowd(MORE)); // to a process that is warm by now
      const memoryKb = ((await settled()) - held) / MORE;
      costs.get(technology.name)!.push({ requests: of('requests'), bytes: of('bytes'), memoryKb });
      tell(
        `waiting ${round}/${rounds}   ${technology.name.padEnd(20)} ${of('requests').toFixed(1)} requests, ${whole(of('bytes'))} bytes`,
      );
    }
  }
  const of = (name: string, what: keyof Cost) => median(costs.get(name)!.map(cost => cost[what]));
  const names = [...costs.keys()];
  return {
    title: 'Waiting',
    about: `${whole(VISITORS)} visitors wait in line and have signed in, and for ${SECONDS} s nothing happens. On the wire with headers, both directions; memory is what the server process grows by when ${whole(MORE)} more join and sign in, garbage included. ${rounds} rounds, medians.`,
    head: [
      'way',
      'requests, per visitor and minute',
      'bytes, per visitor and minute',
      'memory of the server, KB per visitor',
    ],
    rows: names.map(name => [
      name,
      of(name, 'requests').toFixed(1),
      whole(of(name, 'bytes')),
      of(name, 'memoryKb').toFixed(1),
    ]),
    chart: waitingChart(Object.fromEntries(costs)),
    raw: Object.fromEntries(costs),
  };
}

export function waitingChart(costs: Record<string, Pick<Cost, 'bytes'>[]>): Picture {
  return {
    ...{ kind: 'bars', file: 'waiting.svg', title: 'Bytes per waiting visitor and minute' },
    subtitles: [`median of ${Object.values(costs)[0]!.length} rounds; thin line: least to most`],
    unit: 'bytes per visitor and minute',
    bars: Object.entries(costs).map(([label, costs]) => {
      const bytes = costs.map(cost => cost.bytes);
      return { ...{ label, of: 'all' }, value: median(bytes), min: Math.min(...bytes), max: Math.max(...bytes) };
    }),
  };
}
