import { setTimeout as sleep } from 'node:timers/promises';
import { letIn } from '../../../ticketmaster/tech-notifications/compare.ts';
import { ask } from '../../../ticketmaster/testing/client.ts';
import { median, ms, whole } from '../../bench/numbers.ts';
import { sharesOf } from '../../charts/cumulative.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';
import { openStage } from './stage.ts';
import { technologies } from './technologies.ts';

const VISITORS = 50;
const clock = () => performance.timeOrigin + performance.now();

/** From the call that lets a visitor in until the app has written it into its dedupe store, one visitor after the other. */
export async function knowing({ urls, tell, rounds }: Measuring): Promise<Section> {
  const times = new Map(technologies.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const technology of technologies) {
      await using stage = await openStage(technology, urls, VISITORS);
      const called = new Map<string, number>();
      for (const _ of stage.visitors) {
        const at = clock();
        const [visitorId] = await letIn(stage.server.url, stage.eventId, 1);
        called.set(visitorId!, at);
        await sleep(Math.random() * 100); // in step with nobody's interval
      }
      await stage.heard(VISITORS);
      const took = await Promise.all(
        stage.visitors.map(async ({ visitorId }) => {
          const { body } = await ask('GET', `${stage.app.url}/api/visitors/${visitorId}/heard`);
          return (body as { heard: { heardAt: number }[] }).heard[0]!.heardAt - called.get(visitorId)!;
        }),
      );
      times.get(technology.name)!.push(...took);
      tell(`knowing ${round}/${rounds}   ${technology.name.padEnd(20)} p50 ${ms(median(took))} ms`);
    }
  }
  const at = (name: string, share: number) => {
    const sorted = times.get(name)!.toSorted((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1]!;
  };
  const names = [...times.keys()];
  return {
    title: 'Until the app knows',
    about: `From the call that lets a visitor in until the app has written it down, ${VISITORS} visitors one after the other, ${rounds} rounds; the commit in PostgreSQL is part of it.`,
    head: ['way', 'p50 ms', 'p99 ms', 'slowest ms'],
    rows: names.map(name => [name, ...[0.5, 0.99, 1].map(share => ms(at(name, share)))]),
    chart: knowingChart(Object.fromEntries(times)),
    raw: Object.fromEntries(times),
  };
}

export function knowingChart(times: Record<string, number[]>): Picture {
  return {
    ...{ kind: 'cumulative', file: 'knowing.svg', title: 'How long until the app knows that a visitor is in' },
    subtitles: [`${whole(Object.values(times)[0]!.length)} visitors each, one after the other`],
    x: { title: 'time until the app knows', unit: 'ms', log: true },
    lines: Object.entries(times).map(([label, times]) => ({ label, points: sharesOf(times) })),
  };
}
