import { AVAILABLE, applied, type Delta, type Live, type Snapshot, unpacked } from './seat-states.ts';

export interface Chart {
  width: number;
  height: number;
  stage: [x: number, y: number, width: number, height: number];
  sections: ChartSection[];
}

export interface ChartSection {
  id: string;
  name: string;
  category: string;
  shape: [number, number][];
  label: [number, number];
  rows: { name: string; seats: [seatId: string, x: number, y: number][] }[];
}

export interface Placed {
  seatId: string;
  index: number;
  x: number;
  y: number;
  row: string;
}

/** The seats of each section with their indexes, by the section's id. */
export function seatsBySection({ sections }: Chart): Map<string, Placed[]> {
  let index = 0;
  return new Map(
    sections.map(({ id, rows }) => [
      id,
      rows.flatMap(({ name, seats }) => seats.map(([seatId, x, y]) => ({ seatId, index: index++, x, y, row: name }))),
    ]),
  );
}

/** What each seat costs, in cents. */
export const seatPrices = ({ sections }: Chart, prices: Record<string, number>): Map<string, number> =>
  new Map(
    sections.flatMap(({ category, rows }) =>
      rows.flatMap(({ seats }) => seats.map(([seatId]) => [seatId, prices[category]!] as const)),
    ),
  );

/** How many of these seats are free. */
export const freeOf = ({ states }: Live, seats: Placed[]) =>
  seats.reduce((sum, { index }) => sum + Number(states[index] === AVAILABLE), 0);

export interface Watching {
  /** Called with the indexes, all of them at first. */
  changed(indexes?: number[]): void;
  /** Whether changes come now. */
  live(isLive: boolean): void;
}

const LONGEST_PAUSE_MS = 15_000;

/**
 * Looks at an event's seats for as long as `signal` says. Where a change is missing, or the stream was refused, it is opened anew.
 * @hears seat-snapshot
 * @hears seat-delta
 */
export function watch(eventId: string, seats: Live, { changed, live }: Watching, signal: AbortSignal): void {
  let stream: EventSource | undefined;
  let failures = 0;
  const open = () => {
    stream?.close();
    if (signal.aborted) return;
    const opened = new EventSource(`/api/events/${eventId}/seats/stream`);
    stream = opened;
    opened.addEventListener('snapshot', ({ data }) => {
      const snapshot = JSON.parse(data) as Snapshot;
      Object.assign(seats, { states: unpacked(snapshot), version: snapshot.version, free: snapshot.free });
      failures = 0;
      live(true);
      changed();
    });
    opened.addEventListener('seats', ({ data }) => {
      const delta = JSON.parse(data) as Delta;
      if (applied(seats, delta)) changed(delta.changes.map(([index]) => index));
      else open();
    });
    opened.addEventListener('error', () => {
      live(false);
      if (opened.readyState !== EventSource.CLOSED) return; // it comes back by itself
      setTimeout(open, Math.random() * Math.min(LONGEST_PAUSE_MS, 2_000 * 2 ** failures++));
    });
  };
  signal.addEventListener('abort', () => stream?.close());
  open();
}
