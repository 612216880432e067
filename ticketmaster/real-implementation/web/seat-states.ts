export const AVAILABLE = 0;
export const RESERVED = 1;
export const SOLD = 2;

/**
 * @message seat-snapshot over sse `GET /api/events/{eventId}/seats/stream`, event `snapshot`
 * @word 'snapshot'
 * @field version the first delta goes on from here
 * @field free how many are free
 * @field seats how many there are
 * @field states two bits a seat, in the order of the layout, as base64
 * @says The whole seat map of an event: the first of each stream.
 * @lost Who is dropped comes again, to a new one.
 */
export interface Snapshot {
  version: number;
  free: number;
  seats: number;
  states: string;
}

export interface Delta {
  from: number;
  to: number;
  free: number;
  changes: [index: number, state: number][];
}

/** Two bits a seat. */
export function unpacked({ states, seats }: Pick<Snapshot, 'states' | 'seats'>): Uint8Array {
  const bytes = Uint8Array.from(atob(states), sign => sign.charCodeAt(0));
  return Uint8Array.from({ length: seats }, (_, i) => (bytes[i >> 2]! >> (2 * (i & 3))) & 3);
}

/** The states of an event's seats, kept up to date. */
export interface Live {
  states: Uint8Array;
  version: number;
  free: number;
}

/** Takes in a change; false where one before it is missing, and the whole has to be fetched anew. */
export function applied(live: Live, delta: Delta): boolean {
  if (delta.from !== live.version) return false;
  for (const [index, state] of delta.changes) live.states[index] = state;
  live.version = delta.to;
  live.free = delta.free;
  return true;
}
