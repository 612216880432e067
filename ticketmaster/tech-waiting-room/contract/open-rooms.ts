import { Problem } from '@ticketmaster/common/problem';
import type { Gate } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Line } from './line.ts';

export interface OpenRoom {
  ledger: Ledger;
  line: Line;
  gate: Gate;
}

interface Entry {
  opening: Promise<OpenRoom>;
  /** Undefined while it is being opened. */
  room?: OpenRoom;
  users: number;
  usedAt: number;
}

export interface Bounds {
  /** Rooms that one process holds open at once. */
  maxRooms: number;
  /** A room that nobody has asked for so long, and in which nobody waits, is closed; the next request opens it again. */
  idleMs: number;
  now: () => number;
}

/** The rooms that this process is a gate to. */
export class OpenRooms {
  readonly #open: (eventId: string) => Promise<OpenRoom>;
  readonly #bounds: Bounds;
  readonly #rooms = new Map<string, Entry>();

  constructor(open: (eventId: string) => Promise<OpenRoom>, bounds: Bounds) {
    this.#open = open;
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#rooms.size;
  }

  /** Their events, those first that were opened first. */
  get events(): string[] {
    return [...this.#rooms.keys()];
  }

  has = (eventId: string): boolean => this.#rooms.has(eventId);

  /** Opens the room unless it is open, and keeps it so while `work` goes on. */
  async use<T>(eventId: string, work: (room: OpenRoom) => T | Promise<T>): Promise<T> {
    const entry = this.#rooms.get(eventId) ?? this.#add(eventId);
    entry.users++;
    try {
      return await work(entry.room ?? (await entry.opening));
    } finally {
      entry.users--;
      entry.usedAt = this.#bounds.now();
    }
  }

  /** Closes those that have been idle for long enough. */
  async closeIdle(): Promise<void> {
    const idleSince = this.#bounds.now() - this.#bounds.idleMs;
    const idle = [...this.#rooms].filter(
      ([, { room, users, usedAt }]) => room && users === 0 && usedAt <= idleSince && room.gate.idle,
    );
    for (const [eventId] of idle) this.#rooms.delete(eventId);
    await Promise.all(idle.map(([, { room }]) => room!.gate.close()));
  }

  async close(): Promise<void> {
    const rooms = await Promise.allSettled([...this.#rooms.values()].map(({ opening }) => opening));
    this.#rooms.clear();
    await Promise.all(rooms.map(room => room.status === 'fulfilled' && room.value.gate.close()));
  }

  #add(eventId: string): Entry {
    if (this.#rooms.size >= this.#bounds.maxRooms) throw tooManyRooms();
    const entry: Entry = { opening: this.#open(eventId), users: 0, usedAt: this.#bounds.now() };
    this.#rooms.set(eventId, entry);
    entry.opening.then(
      room => (entry.room = room),
      () => this.#rooms.delete(eventId), // the next request tries again
    );
    return entry;
  }
}

const tooManyRooms = () =>
  new Problem(503, 'overloaded', 'this server has as many rooms open as it may', { retryable: true });
