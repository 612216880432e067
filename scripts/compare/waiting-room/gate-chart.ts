import type { gateCrash } from '../../../ticketmaster/tech-waiting-room/compare.ts';
import type { Count } from '../../charts/timeline.ts';
import type { Picture } from '../comparison.ts';
import { technologies } from './technologies.ts';

/** What a killed gate did to a crowd, and who was let in when. */
export type GateCrash = Awaited<ReturnType<typeof gateCrash>>;

const BIN = 100; // ms
const BEFORE = 500;

/** Who was let in when, since the gate died. */
export function gateChart(crashes: Record<string, GateCrash>): Picture {
  const lines = Object.entries(crashes).map(([name, { admitted }]) => ({ label: labelled(name), admitted }));
  const until = Math.max(...lines.map(({ admitted }) => lastAdmission(admitted)));
  return {
    ...{ kind: 'timeline', file: 'gate-dies.svg', title: 'A gate dies: who is let in when' },
    subtitles: ['400 visitors, capacity 20, one run each; a new server is started when the gate has died'],
    x: { title: 'time since the kill', unit: 's' },
    y: { title: 'admissions', unit: `per ${BIN} ms` },
    lines: lines.map(({ label, admitted }) => ({ label, points: binned(admitted, until) })),
    marks: [
      { x: 0, label: 'the gate is killed' },
      ...Object.entries(crashes).map(([name, { heldMs }]) => ({
        ...{ of: labelled(name), x: heldMs / 1_000, label: 'the last in its hands is in' },
      })),
    ],
  };
}

/** Short enough for a chart. */
function labelled(name: string): string {
  const emulator = technologies.find(technology => technology.name === name)?.emulator;
  return emulator ? `${name} (emulator)` : name;
}

type Seen = GateCrash['admitted'];

const lastAdmission = (admitted: Seen) => admitted.find(({ total }) => total === admitted.at(-1)!.total)!.ms;

/** What was seen last in a bin, less what had been seen before it; to the bin in which everybody is in. */
function binned(admitted: Seen, until: number): Count[] {
  const totalAt = (ms: number) => admitted.findLast(seen => seen.ms < ms)?.total ?? 0;
  const count = Math.ceil((until + 1 + BEFORE) / BIN);
  return Array.from({ length: count }, (_, nth) => {
    const from = nth * BIN - BEFORE;
    return { x: from / 1_000, value: totalAt(from + BIN) - totalAt(from) };
  });
}
