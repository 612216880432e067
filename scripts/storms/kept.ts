import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Second } from '../../ticketmaster/real-implementation/crowd/over-time.ts';
import type { reportOf } from '../../ticketmaster/real-implementation/crowd/report.ts';
import { date, type Facts, headLine } from '../bench/machine.ts';
import { whole } from '../bench/numbers.ts';
import { markdownTable } from '../bench/table.ts';
import { lineChart } from '../charts/lines.ts';

export const HOME = 'ticketmaster/real-implementation/bench';

/** What run.ts of the crowd, or of chaos, wrote; as far as it is told here. */
export interface Report
  extends Pick<
    ReturnType<typeof reportOf>,
    'people' | 'calls' | 'requestsByBotsPercent' | 'ticketsValid' | 'room' | 'humans' | 'cents' | 'overTime'
  > {
  visitors: number;
  seconds: number;
  seed: number;
  findings: Record<string, string[]>;
  rules: string[];
  /** Of chaos only. */
  faults?: number;
  recovered?: { kind: string; who: string; recoveredMs: number }[];
  came?: Record<string, boolean>;
}

/** A run that is kept: all that it is quoted with, and its figures. */
export interface Ran {
  word: 'crowd' | 'chaos';
  name: string;
  facts: Facts;
  report: Report;
}

/** Writes NAME.json, .md and its charts into `folder`. Answers the paths. */
export async function keep(ran: Ran, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const paths: string[] = [];
  for await (const [file, text] of filesOf(ran)) {
    writeFileSync(join(folder, file), text);
    paths.push(join(folder, file));
  }
  return paths;
}

export function keptRun(path: string): Ran {
  const ran = JSON.parse(readFileSync(path, 'utf8')) as Ran;
  return { ...ran, facts: { ...ran.facts, at: new Date(ran.facts.at) } };
}

/** First the figures, so that they are kept even where a chart cannot be drawn. */
export async function* filesOf(ran: Ran): AsyncGenerator<[file: string, text: string]> {
  const oneLineEach = (text: string) =>
    text.replace(/\{\s+"(?:second|atMs)"[^{}]*\}/g, row => row.replace(/\s+/g, ' '));
  yield [`${ran.name}.json`, `${oneLineEach(JSON.stringify(ran, null, 2))}\n`];
  yield [`${ran.name}.md`, pageOf(ran)];
  yield [`${ran.name}-visitors.svg`, await visitorsChart(ran)];
  yield [`${ran.name}-answers.svg`, await answersChart(ran)];
}

function pageOf({ name, facts, report, word }: Ran): string {
  const { calls, people, ticketsValid, humans, findings, rules, room, recovered, came } = report;
  const broken = rules.filter(rule => rule in findings);
  const sections = [
    headLine(facts),
    `**${whole(report.visitors)} visitors, ${rules.length - broken.length} of ${rules.length} rules hold${broken.length ? `; broken: ${broken.join(', ')}` : ''}.** ${
      recovered ? `${recovered.length} faults, one after another. ` : ''
    }${report.requestsByBotsPercent} % of the requests came from bots. Captured: €${whole(report.cents.captured / 100)}, given back: €${whole(report.cents.refunded / 100)}.`,
    markdownTable(
      ['who', 'sessions', 'tickets'],
      Object.entries(people).map(([kind, count]) => [kind, whole(count), whole(ticketsValid[kind] ?? 0)]),
    ),
    ...(word === 'crowd'
      ? [
          `Humans let in: ${whole(humans.letIn)}. They waited ${seconds(humans.waitP50)} s (median), ${seconds(humans.waitP95)} s (p95). An estimate was wrong by ${seconds(humans.etaErrorP50)} s (median), ${seconds(humans.etaErrorP95)} s (p95). Longest by which somebody who came later was let in earlier: ${humans.fifoErrorMs} ms. Most inside at once: ${room.mostInside} of ${room.capacity}; most in line: ${whole(room.mostWaiting)}.`,
        ]
      : []),
    `![Visitors](${name}-visitors.svg)`,
    `![Answers](${name}-answers.svg)`,
    ...(recovered ? [faultsTable(recovered)] : []),
    ...(came
      ? [
          `Hard states that it met: ${Object.keys(came)
            .filter(state => came[state])
            .join('; ')}.`,
        ]
      : []),
    markdownTable(
      ['call', 'calls', 'p50 ms', 'p95 ms', 'answers'],
      Object.entries(calls).map(([what, of]) => [
        ...[what, whole(of.calls), whole(of.p50!), whole(of.p95!)], // there was one
        Object.entries(of.statuses)
          .map(([status, count]) => `${status}: ${whole(count)}`)
          .join(', '),
      ]),
    ),
    `Rules: ${rules.join('; ')}.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

const seconds = (ms: number | null | undefined) => (ms === null || ms === undefined ? '-' : (ms / 1_000).toFixed(1));

function faultsTable(recovered: NonNullable<Report['recovered']>): string {
  const groups = [...Map.groupBy(recovered, ({ kind, who }) => `${kind} ${who}`)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return markdownTable(
    ['fault', 'times', 'whole again after ms, median', 'most'],
    groups.map(([fault, all]) => {
      const sorted = all.map(({ recoveredMs }) => recoveredMs).toSorted((a, b) => a - b);
      return [fault, whole(all.length), whole(sorted[sorted.length >> 1]!), whole(sorted.at(-1)!)];
    }),
  );
}

const X = { title: 'since the first came', unit: 's' } as const;

const headed = ({ facts, report }: Ran, title: string) => ({
  title,
  subtitles: [
    `${whole(report.visitors)} visitors${report.faults ? `, ${report.faults} faults` : ''}, seed ${report.seed}`,
    `${date(facts.at)} · commit ${facts.commit} · ${facts.machine.cores} × ${facts.machine.cpu}`,
  ],
});

function linesOf(overTime: Second[], lines: [label: string, of: (second: Second) => number][]) {
  const step = Math.ceil(overTime.length / 100); // more points than that no eye tells apart
  const shown = overTime.filter(({ second }) => second % step === 0);
  return lines.map(([label, of]) => ({
    label,
    points: shown.map(second => ({ x: second.second, value: of(second), min: of(second), max: of(second) })),
  }));
}

const visitorsChart = (ran: Ran) =>
  lineChart({
    ...headed(ran, 'Who waits, who is inside, and whose order is confirmed'),
    ...{ x: X, y: { title: 'visitors, orders', unit: 'count' } },
    lines: linesOf(ran.report.overTime, [
      ['waiting', ({ waiting }) => waiting],
      ['inside', ({ inside }) => inside],
      ['orders confirmed', ({ confirmed }) => confirmed],
    ]),
  });

const answersChart = (ran: Ran) =>
  lineChart({
    ...headed(ran, 'What the crowd was answered'),
    ...{ x: X, y: { title: 'answers', unit: 'per second' } },
    lines: linesOf(ran.report.overTime, [
      ['all', ({ calls }) => calls],
      ['refused', ({ refused }) => refused],
      ['no answer', ({ silent }) => silent],
    ]),
  });
