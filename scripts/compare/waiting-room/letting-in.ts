import { drain, serve, slotToAdmission } from '../../../ticketmaster/tech-waiting-room/compare.ts';
import { median, ms, span, whole } from '../../bench/numbers.ts';
import type { Measuring, Picture, Section } from '../comparison.ts';
import { technologies } from './technologies.ts';

const BATCH = 100;
const CROWD = 3_000;
const FEW = 200; // one at a time
const SLOTS = 100;

/** How fast a gate lets a crowd in, by the batch and one by one; and how long a slot stays empty. */
export async function lettingIn(measuring: Measuring): Promise<Section[]> {
  const { urls, tell, rounds } = measuring;
  const real = technologies.filter(({ connect }) => connect);
  const drained = new Map(real.map(({ name }): [string, { batched: number; single: number }[]] => [name, []]));
  const slots = new Map(real.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const technology of real) {
      const { name } = technology;
      const batched = await drain(technology, urls, CROWD, BATCH);
      const single = await drain(technology, urls, FEW, 1);
      drained.get(name)!.push({ batched, single });
      tell(
        `drain ${round}/${rounds}     ${name.padEnd(28)} ${whole(batched).padStart(9)}/s   one by one ${whole(single)}/s`,
      );
    }
  }
  for (const technology of real) {
    const server = await serve(technology, urls, {});
    try {
      slots.get(technology.name)!.push(...(await slotToAdmission(server.url, SLOTS)));
    } finally {
      await server.end();
    }
    tell(`free slot     ${technology.name.padEnd(28)} ${ms(median(slots.get(technology.name)!)).padStart(9)} ms`);
  }
  return [drains(drained, rounds), freeSlots(slots)];
}

function drains(drained: Map<string, { batched: number; single: number }[]>, rounds: number): Section {
  const of = (name: string, how: 'batched' | 'single') => drained.get(name)!.map(round => round[how]);
  const names = [...drained.keys()];
  return {
    title: 'Letting in',
    about: `${whole(CROWD)} wait and the room has place for all: how many a second one gate lets in with batches of ${BATCH}, and ${FEW} of them one by one. Both in turn, ${rounds} rounds, medians.`,
    head: ['technology', `batches of ${BATCH}, visitors/s`, 'one by one, visitors/s', 'batched ÷ single'],
    rows: names.map(name => [
      name,
      span(of(name, 'batched')),
      span(of(name, 'single')),
      median(drained.get(name)!.map(({ batched, single }) => batched / single)).toFixed(1),
    ]),
    chart: lettingInChart(Object.fromEntries(drained)),
    raw: Object.fromEntries(drained),
  };
}

export function lettingInChart(drained: Record<string, { batched: number; single: number }[]>): Picture {
  return {
    ...{ kind: 'grouped bars', file: 'letting-in.svg', title: 'Visitors let in per second by one gate' },
    subtitles: [`median of ${Object.values(drained)[0]!.length} rounds; thin line: slowest to fastest round`],
    ...{ unit: 'visitors per second', groupTitle: 'technology' },
    bars: Object.entries(drained).flatMap(([group, rounds]) =>
      (['batched', 'single'] as const).map(how => {
        const speeds = rounds.map(round => round[how]);
        const series = how === 'batched' ? `batches of ${BATCH}` : 'one by one';
        return { group, series, value: median(speeds), min: Math.min(...speeds), max: Math.max(...speeds) };
      }),
    ),
  };
}

function freeSlots(slots: Map<string, number[]>): Section {
  const at = (times: number[], share: number) =>
    times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))]!;
  return {
    title: 'A slot is free',
    about: `One is inside and many wait: from "done" until the next one sees the admission, ${SLOTS - 1} times, over HTTP.`,
    head: ['technology', 'p50 ms', 'p95 ms', 'slowest ms'],
    rows: [...slots].map(([name, times]) => [name, ms(at(times, 0.5)), ms(at(times, 0.95)), ms(Math.max(...times))]),
    chart: freeSlotsChart(Object.fromEntries(slots)),
    raw: Object.fromEntries(slots),
  };
}

export function freeSlotsChart(slots: Record<string, number[]>): Picture {
  return {
    ...{ kind: 'histogram', file: 'free-slot.svg', title: 'How long a free slot stays empty' },
    subtitles: [`from "done" until the next one sees the admission, ${Object.values(slots)[0]!.length} times each`],
    x: { title: 'time until the next one is in', unit: 'ms', log: true },
    ...{ counted: 'times', series: Object.entries(slots).map(([label, values]) => ({ label, values })) },
  };
}
