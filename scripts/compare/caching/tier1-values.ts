import { setImmediate as nextTurn } from 'node:timers/promises';
import { tieredCache } from '../../../ticketmaster/tech-caching-hotkeys/tiers/tiered-cache.ts';
import { median, span, whole } from '../../bench/numbers.ts';
import type { Measuring, Section } from '../comparison.ts';

/** Microseconds of CPU for each answer from tier 1, in each round, and how long the answer is. */
export interface Costs {
  bytes: number;
  text: number[];
  object: number[];
}

export type BySize = Record<string, Costs>;

const BATCH = 500;

const availability = { eventId: 'E000000000', version: 7, available: 150, seats: 200 };

/** Sections enough for 20 kB of JSON. */
const seatMap = {
  ...{ eventId: 'E000000000', version: 7 },
  sections: Array.from({ length: 416 }, (_, n) => ({ section: `S-${100 + n}`, available: n % 200, seats: 200 })),
};

/** Whether tier 1 holds text that is ready to be sent, or objects that are made into text for each answer. */
export async function tier1Values({ rounds, seconds, tell }: Measuring): Promise<Section> {
  const values = { availability, 'seat map': seatMap };
  const costs: BySize = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { bytes: JSON.stringify(value).length, text: [], object: [] },
    ]),
  );
  for (let round = 1; round <= rounds; round++) {
    for (const [name, value] of Object.entries(values)) {
      const cost = costs[name]!;
      cost.text.push(await cpuOf(JSON.stringify(value), ready => ready, seconds));
      cost.object.push(await cpuOf<object>(value, object => JSON.stringify(object), seconds));
      tell(
        `tier 1 ${round}/${rounds}    ${name.padEnd(42)} text ${cost.text.at(-1)!.toFixed(2)} µs, object ${cost.object.at(-1)!.toFixed(2)} µs`,
      );
    }
  }
  return tier1Section(costs, rounds, seconds);
}

/** Microseconds of CPU of this process for one hit and what it takes to know the Content-Length of its answer. */
async function cpuOf<V extends {}>(value: V, textOf: (value: V) => string, seconds: number): Promise<number> {
  const life = { tier1Ms: 3_600_000, ttlMs: 3_600_000, jitter: 0 };
  const cache = tieredCache<V>(life);
  const load = async () => value;
  const hit = async () => Buffer.byteLength(textOf((await cache.get('E1', load)).value!));
  await cache.get('E1', load);
  let hits = 0;
  let bytes = 0;
  const hitFor = async (ms: number) => {
    for (const until = performance.now() + ms; performance.now() < until; await nextTurn()) {
      for (let i = 0; i < BATCH; i++) bytes += await hit();
      hits += BATCH;
    }
  };
  await hitFor(100); // compiles
  hits = 0;
  const before = process.cpuUsage();
  await hitFor(seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  if (cache.counts.db !== 1 || bytes === 0) throw new Error('It was to be answered from tier 1 alone');
  return (user + system) / hits;
}

export function tier1Section(costs: BySize, rounds: number, seconds: number): Section {
  const shown = (values: number[]) => span(values, value => value.toFixed(2));
  return {
    title: 'Ready text or objects in tier 1',
    about: `CPU for one answer from tier 1 (the lookup, the text, its length in bytes; no HTTP): text as it is sent, or an object and JSON.stringify for each answer. process.cpuUsage over ${seconds} s, median (least–most) of ${rounds} rounds.`,
    head: ['value', 'bytes', 'text, µs', 'object, µs', 'object ÷ text'],
    rows: Object.entries(costs).map(([name, { bytes, text, object }]) => [
      ...[name, whole(bytes), shown(text), shown(object)],
      median(object.map((cost, i) => cost / text[i]!)).toFixed(1),
    ]),
    raw: costs,
  };
}
