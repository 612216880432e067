import { ms, whole } from '../../bench/numbers.ts';
import type { Count } from '../../charts/timeline.ts';
import type { Picture, Section } from '../comparison.ts';
import { percentile } from './stale.ts';

/** One read. */
export interface Answered {
  sentMs: number;
  tookMs: number;
  /** Its X-Cache, or the status where it was refused. */
  from: string;
}

export interface NodeDeath {
  answers: Answered[];
  killedMs: number;
  takenOverMs: number;
  missed: number;
  reads: number;
  events: number;
}

const BIN = 100; // ms

export function nodeDiesSection(death: NodeDeath): Section {
  const { answers, killedMs, takenOverMs, missed, reads, events } = death;
  const spans: [name: string, from: number, to: number][] = [
    ['before', 0, killedMs],
    ['from the kill until its replica has taken over', killedMs, takenOverMs],
    ['after', takenOverMs, Infinity],
  ];
  return {
    title: 'A node of the cluster dies',
    about: `${reads} reads a second of ${events} events through two servers, in the way \`redis\`, where no tier 1 hides it. The master that has a replica is killed (kill -9). One run.`,
    head: ['when', 'reads/s', 'by Redis %', 'by the database %', 'refused', 'p50 ms', 'p99 ms', 'most ms'],
    rows: spans.map(([name, from, to]) => {
      const some = answers.filter(({ sentMs }) => sentMs >= from && sentMs < to);
      const share = (tier: string) => ((100 * some.filter(one => one.from === tier).length) / some.length).toFixed(1);
      const refused = some.filter(one => one.from !== 'l2' && one.from !== 'db').length;
      const took = some.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
      const seconds = (Math.min(to, Math.max(...answers.map(({ sentMs }) => sentMs))) - from) / 1_000;
      return [
        ...[name, whole(some.length / seconds), share('l2'), share('db'), whole(refused)],
        ...[50, 99, 100].map(part => ms(percentile(took, part))),
      ];
    }),
    notes: [
      `The replica took over ${((takenOverMs - killedMs) / 1_000).toFixed(1)} s after the kill; the others wait for 2 s before they believe it.`,
      'A call to the dead node ends after 250 ms at most; after five of them each server asks it once a second, and its readers go to the database at once.',
      ...(missed ? [`${whole(missed)} reads were due and never sent, since 256 were under way.`] : []),
    ],
    chart: timelineOf(death),
    raw: { killedMs, takenOverMs, missed, reads, events, bins: binsOf(death) },
  };
}

/** Reads by when they were sent, in bins from the kill on; by who answered. */
function binsOf({ answers, killedMs }: NodeDeath): Record<'Redis' | 'the database', Count[]> {
  const first = -Math.floor(killedMs / BIN);
  const last = Math.floor((Math.max(...answers.map(({ sentMs }) => sentMs)) - killedMs) / BIN);
  const counted = (tier: string): Count[] => {
    const counts = new Map<number, number>();
    for (const { sentMs, from } of answers) {
      const bin = Math.floor((sentMs - killedMs) / BIN);
      if (from === tier) counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
    return Array.from({ length: last - first }, (_, n) => ({
      ...{ x: ((first + n) * BIN) / 1_000, value: counts.get(first + n) ?? 0 },
    }));
  };
  return { Redis: counted('l2'), 'the database': counted('db') };
}

function timelineOf(death: NodeDeath): Picture {
  const bins = binsOf(death);
  return {
    ...{ kind: 'timeline', file: 'node-dies.svg', title: 'A node of the cluster dies: who answers the readers' },
    subtitles: [`${death.reads} reads a second of ${death.events} events; no tier 1; one run`],
    x: { title: 'time since the kill', unit: 's' },
    y: { title: 'answers', unit: `per ${BIN} ms` },
    lines: Object.entries(bins).map(([who, points]) => ({ label: `answered by ${who}`, points })),
    marks: [
      { x: 0, label: 'a master is killed' },
      { x: (death.takenOverMs - death.killedMs) / 1_000, label: 'its replica has taken over' },
    ],
  };
}
