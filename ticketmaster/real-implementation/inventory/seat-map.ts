import type { Seating } from './chart.ts';

export const AVAILABLE = 0;
export const RESERVED = 1;
export const SOLD = 2;
export type SeatState = typeof AVAILABLE | typeof RESERVED | typeof SOLD;

/** A row of seat_inventory. Whose it is, until when in ms; no time: for good. */
export interface SeatRow {
  seatId: string;
  orderId: string | null;
  until: number | null;
  /** Grows with every change of the row: what is older changes nothing. */
  version: number;
}

/**
 * @message seat-delta over sse `GET /api/events/{eventId}/seats/stream`, event `seats`
 * @word 'seats'
 * @field from the version that it goes on from
 * @field to the version that the map has after it
 * @field free how many are free then
 * @field changes seats by their index in the layout, with their new states
 * @says Seats of an event have changed.
 * @lost Seen by the gap between the versions: the stream is opened anew.
 */
export interface Delta {
  from: number;
  to: number;
  free: number;
  changes: [index: number, state: SeatState][];
}

/**
 * The seats of one event, as this process knows them: a copy of the rows, a moment old. It sells nothing; it answers readers, and refuses a
 * loser without asking the database. Rows may be told in any order and more than once.
 */
export function seatMap(seating: Seating, now: () => number = Date.now) {
  const count = seating.seatIds.length;
  const states = new Uint8Array(count);
  const versions = new Float64Array(count);
  const until = new Float64Array(count);
  const owners: (string | null)[] = Array(count).fill(null);
  const reserved = new Set<number>(); // whose time may end
  const changed = new Set<number>(); // since the last delta
  let version = 0;
  let free = count;
  let sum = 0; // of versions
  let text: string | undefined; // of all that is shown, until one changes or is told

  function set(index: number, state: SeatState): void {
    if (states[index] === state) return;
    if (states[index] === AVAILABLE) free--;
    if (state === AVAILABLE) free++;
    states[index] = state;
    text = undefined;
    if (state === RESERVED) reserved.add(index);
    else reserved.delete(index);
    changed.add(index);
  }

  return {
    seating,

    /** Takes in rows that are newer than what is known. */
    apply(rows: readonly SeatRow[]): void {
      for (const row of rows) {
        const index = seating.indexOf.get(row.seatId);
        if (index === undefined || row.version <= versions[index]!) continue;
        sum += row.version - versions[index]!;
        versions[index] = row.version;
        owners[index] = row.orderId;
        until[index] = row.until ?? Number.POSITIVE_INFINITY;
        if (row.orderId === null || until[index]! <= now()) set(index, AVAILABLE);
        else set(index, row.until === null ? SOLD : RESERVED);
      }
    },

    /** Holds that have ended are AVAILABLE, whoever sweeps or does not. */
    endHolds(): void {
      const at = now();
      for (const index of reserved) if (until[index]! <= at) set(index, AVAILABLE);
    },

    /** Which of the seats another order has; `missing` are none of this event. */
    taken(seatIds: readonly string[], orderId: string): { taken: string[]; missing: string[] } {
      const at = now();
      const isTaken = (index: number) => states[index] !== AVAILABLE && owners[index] !== orderId && until[index]! > at;
      return {
        missing: seatIds.filter(seatId => !seating.indexOf.has(seatId)),
        taken: seatIds.filter(seatId => seating.indexOf.has(seatId) && isTaken(seating.indexOf.get(seatId)!)),
      };
    },

    stateOf: (index: number) => states[index] as SeatState,
    isFree: (index: number) => states[index] === AVAILABLE,
    get free() {
      return free;
    },
    /** Of all rows: versions only grow, so who has the same sum has the same rows. */
    get sum() {
      return sum;
    },

    /** What has changed since the last call; undefined where nothing has. */
    delta(): Delta | undefined {
      if (changed.size === 0) return undefined;
      const changes = [...changed].map((index): [number, SeatState] => [index, states[index] as SeatState]);
      changed.clear();
      text = undefined;
      return { from: version, to: ++version, free, changes };
    },

    /** All states, two bits a seat: seat i is (byte[i >> 2] >> 2 * (i & 3)) & 3. */
    snapshot() {
      return { version, seats: count, free, states: pack(states) };
    },

    /** The same as JSON: made once for each version. */
    snapshotText(): string {
      text ??= JSON.stringify(this.snapshot());
      return text;
    },
  };
}

function pack(states: Uint8Array): string {
  const bits = Buffer.alloc(Math.ceil(states.length / 4));
  for (let i = 0; i < states.length; i++) bits[i >> 2]! |= states[i]! << (2 * (i & 3));
  return bits.toString('base64');
}

export type SeatMap = ReturnType<typeof seatMap>;
