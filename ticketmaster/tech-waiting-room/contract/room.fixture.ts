import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { app, listen } from '@ticketmaster/common/http';
import { ask } from '@ticketmaster/testing/client';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Answer } from './crowd.ts';
import type { Admitted, OpenLedger, Settings, Visitor } from './ledger.ts';
import type { OpenLine } from './line.ts';
import { visitorRoutes } from './routes.ts';
import { WaitingRooms } from './waiting-room.ts';

/** What one server process holds: connections of its own to the line and to the ledger. */
export interface ServerParts {
  openLine: OpenLine;
  openLedger: OpenLedger;
  /** Tells that handler of admissions from now on. */
  relay(handler: (admissions: Admitted[]) => Promise<void>): { close(): Promise<void> };
  close(): Promise<void>;
}

export interface RoomSetup {
  /** As when one more server is started. The clock decides about rates, no-shows and admissions. */
  openServer(now: () => number): Promise<ServerParts>;
}

export type Visit = (
  method: string,
  who: string,
  headers?: Record<string, string>,
  eventId?: string,
) => Promise<Answer>;

/** After so many seconds without a request a room is closed. */
export const IDLE_S = 600;

/** One event's room as a check plays it: a clock that stands still until it is moved, and gates that wait to be asked. */
export class TestRoom {
  readonly eventId = unique('event');
  readonly #setup: RoomSetup;
  readonly #settings: Settings;
  readonly #open = new Map<WaitingRooms, { parts: ServerParts; closers: (() => Promise<unknown>)[] }>();
  #time = Date.parse('2027-01-01T12:00:00Z');

  constructor(setup: RoomSetup, settings: Partial<Settings>) {
    this.#setup = setup;
    const usual = { capacity: 2, admitPerSecond: 1_000, admissionSeconds: 600, noShowSeconds: 60, open: true };
    this.#settings = { ...usual, ...settings };
  }

  now = () => this.#time;

  passes(seconds: number): void {
    this.#time += seconds * 1_000;
  }

  /** One more server. The first one's operator sets up the event. */
  async server(): Promise<WaitingRooms> {
    const parts = await this.#setup.openServer(this.now);
    const rooms = new WaitingRooms(parts.openLine, parts.openLedger, async () => SECRET, {
      ...{ settings: this.#settings, maxRooms: 10, joinTimeoutMs: 10_000, idleMs: IDLE_S * 1_000, now: this.now },
      ...{ everyMs: 3_600_000, batch: 100, requeueAfterMs: 3_600_000 },
    });
    this.#open.set(rooms, { parts, closers: [] });
    if (this.#open.size === 1) await rooms.configure(this.eventId, { open: this.#settings.open });
    return rooms;
  }

  async stop(rooms: WaitingRooms): Promise<void> {
    const { parts, closers } = this.#open.get(rooms)!;
    this.#open.delete(rooms);
    for (const close of closers) await close();
    await rooms.close();
    await parts.close();
  }

  async stopAll(): Promise<void> {
    for (const rooms of this.#open.keys()) await this.stop(rooms);
  }

  /** That server over HTTP, for visitors: a request to the place of `who`, with or without credentials. */
  async http(rooms: WaitingRooms): Promise<Visit> {
    const { url, close } = await listen(app(visitorRoutes(rooms), async () => {}));
    this.#open.get(rooms)!.closers.push(() => close(0));
    return (method, who, headers = {}, eventId = this.eventId) =>
      ask(method, `${url}/api/events/${eventId}/waiting-room/${who}`, headers) as Promise<Answer>;
  }

  /** Tells a handler of this event's admissions, by that server. */
  relay(rooms: WaitingRooms, handler: (admissions: Admitted[]) => Promise<void>): { close(): Promise<void> } {
    const { parts, closers } = this.#open.get(rooms)!;
    const relay = parts.relay(async admissions => {
      const ours = admissions.filter(({ eventId }) => eventId === this.eventId);
      if (ours.length) await handler(ours);
    });
    closers.push(() => relay.close());
    return relay;
  }

  /** As visitors do: once more, where the line does not answer in time. */
  async join(rooms: WaitingRooms, ...visitors: string[]): Promise<void> {
    for (const visitorId of visitors) {
      const join = () => rooms.join(this.eventId, visitorId);
      await join().catch(problem => (problem.retryable ? join() : Promise.reject(problem)));
    }
  }

  /** Asks the gate until exactly those are inside, of all who joined; a line may need a moment to hand them out. */
  async letIn(rooms: WaitingRooms, ...visitors: string[]): Promise<void> {
    await eventually(async () => {
      await rooms.admit(this.eventId);
      const standings = await Promise.all(visitors.map(visitorId => this.stateOf(rooms, visitorId)));
      assert.deepEqual(standings, Array(visitors.length).fill('ADMITTED'));
    }, 60_000);
    assert.equal((await rooms.figures(this.eventId)).admitted, visitors.length);
  }

  /** Asks the gate a few times, and nobody is let in. */
  async letsNobodyIn(rooms: WaitingRooms): Promise<void> {
    for (let turn = 0; turn < 3; turn++) assert.equal(await rooms.admit(this.eventId), 0);
  }

  /** Seconds pass, the gate works all the while, and those visitors look every four. */
  async polls(rooms: WaitingRooms, seconds: number, ...visitors: string[]): Promise<void> {
    for (let left = seconds; left > 0; left -= 4) {
      this.passes(Math.min(4, left));
      await rooms.admit(this.eventId);
      for (const visitorId of visitors) await this.find(rooms, visitorId);
    }
  }

  async find(rooms: WaitingRooms, visitorId: string): Promise<Visitor> {
    const visitor = await rooms.find(this.eventId, visitorId);
    assert.ok(visitor, `${visitorId} is not known`);
    return visitor;
  }

  stateOf = async (rooms: WaitingRooms, visitorId: string) => (await this.find(rooms, visitorId)).state;

  async positionOf(rooms: WaitingRooms, visitorId: string): Promise<number | undefined> {
    const visitor = await this.find(rooms, visitorId);
    return visitor.state === 'WAITING' ? visitor.position : undefined;
  }

  async token(rooms: WaitingRooms, visitorId: string): Promise<string> {
    const visitor = await this.find(rooms, visitorId);
    assert.equal(visitor.state, 'ADMITTED');
    return rooms.tokenFor(this.eventId, visitor as Visitor & { state: 'ADMITTED' });
  }
}

const SECRET = createSecretKey('a secret of thirty-two characters', 'utf8');
