/** The failovers of a lesson, told and drawn: what all lessons have in common. */
import { BIN_MS, type Failover } from '../../../ticketmaster/flash-sales/contract/failover.ts';
import { ms, whole } from '../../bench/numbers.ts';
import type { Picture, Section } from '../comparison.ts';

/** What is kept of one: who was killed, and what all servers are afterwards. */
export interface Fallen extends Failover {
  victim: string;
  roles: Record<string, string>;
}

/** What its section says beside the figures. */
export interface Told {
  title: string;
  file: string;
  /** What the drawing says of it. */
  promised: string;
  notes?: string[];
  /** Other moments than the kill. */
  marks?: { x: number; label: string }[];
}

export function failoverSection<Raw extends Fallen>(raw: Raw, told: Told): Section {
  const { rate, phases, lost, oversold, askedAgain } = raw;
  return {
    title: told.title,
    about: `${whole(rate)} requests a second, four views for each purchase, sent when they are due; kill -9 at 0 s. ${told.promised}`,
    head: ['when', 'seconds', 'answered/s', 'refused', 'errors', 'p99 ms'],
    rows: phases.map(({ name, seconds, answered, refused, errors, p99Ms }) => [
      ...[name, seconds.toFixed(1), whole(answered / seconds), whole(refused), whole(errors), ms(p99Ms)],
    ]),
    notes: [
      `Views were away for ${inSeconds(raw.viewsAwayMs)}, purchases for ${inSeconds(raw.purchasesAwayMs)}. ${whole(askedAgain)} purchases whose end nobody knew were sent again with their keys. Orders that were acknowledged and are gone: ${lost}. Units sold twice: ${oversold}.`,
      ...(told.notes ?? []),
    ],
    chart: timeline(raw, told),
    raw,
  };
}

export const inSeconds = (away: number) => `${(away / 1_000).toFixed(1)} s`;

/** `postgres-1 is dead, postgres-2 is primary`: those of its kind that stay, or came in its place. */
export function left({ roles }: Fallen, kind: RegExp): string {
  const named = Object.entries(roles).filter(([name]) => kind.test(name));
  return `Afterwards: ${named.map(([name, role]) => `${name} is ${role}`).join(', ')}.`;
}

const perSecond = (count: number) => (count * 1_000) / BIN_MS;

const timeline = ({ bins, victim, rate }: Fallen, { title, file, marks = [] }: Told): Picture => ({
  ...{ kind: 'timeline', title, file },
  subtitles: [`${rate} requests a second, four views for each purchase; ${victim} killed at 0 s`],
  x: { title: 'since the kill', unit: 's' },
  y: { title: 'per second, or 10 ms', unit: 'per second' },
  lines: (
    [
      ['answered, per second', bin => perSecond(bin.answered)],
      ['refused, per second', bin => perSecond(bin.refused)],
      ['errors, per second', bin => perSecond(bin.errors)],
      ['p99, in 10 ms', bin => bin.p99Ms / 10],
    ] as [string, (bin: Failover['bins'][number]) => number][]
  ).map(([label, of]) => ({ label, points: bins.map(bin => ({ x: bin.second, value: of(bin) })) })),
  marks: [...marks, { x: 0, label: 'kill -9' }],
});
