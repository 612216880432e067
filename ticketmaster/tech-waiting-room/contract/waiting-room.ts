import { Problem } from '@ticketmaster/common/problem';
import { within } from '@ticketmaster/common/within';
import type { AdmissionTokens } from './admission-token.ts';
import { Gate, type GateOptions } from './gate.ts';
import type { Ledger, OpenLedger, Settings, Visitor } from './ledger.ts';
import type { Line, OpenLine } from './line.ts';

export interface RoomOptions extends GateOptions {
  /** What a room begins with; the operator may change it. */
  settings: Settings;
  /** Rooms that one process holds open at once. */
  maxRooms: number;
  /** How long a visitor waits for the line to keep their place. */
  joinTimeoutMs: number;
}

interface OpenRoom {
  line: Line;
  gate: Gate;
}

/**
 * The waiting rooms of all events: for each a line outside, and never more than `capacity` visitors inside.
 *
 * Every process that runs one of these is a gate to every event that its visitors ask for. They share the line and the ledger
 * and know nothing of each other. This is all that is the same whatever technology holds the line.
 */
export class WaitingRooms {
  readonly #openLine: OpenLine;
  readonly #openLedger: OpenLedger;
  readonly #tokens: AdmissionTokens;
  readonly #options: RoomOptions;
  readonly #rooms = new Map<string, Promise<OpenRoom>>();

  constructor(openLine: OpenLine, openLedger: OpenLedger, tokens: AdmissionTokens, options: RoomOptions) {
    this.#openLine = openLine;
    this.#openLedger = openLedger;
    this.#tokens = tokens;
    this.#options = options;
  }

  /** Takes a number and a place in the line. Joining again keeps the first place. Once it resolves, the place is safe. */
  async join(eventId: string, visitorId: string): Promise<Visitor> {
    const { line } = await this.#room(eventId);
    const ledger = this.#openLedger(eventId);
    const visitor = await ledger.join(visitorId);
    if (visitor === 'FULL') throw tooManyWait(eventId);
    if (visitor.state !== 'JOINING') return visitor;

    const { number, joinedAt } = visitor;
    const place = { visitorId, number, joinedAt: new Date(joinedAt).toISOString() };
    await within(this.#options.joinTimeoutMs, line.join(place)).catch(notInLine);
    return (await ledger.enqueued(visitorId, number)) ?? visitor;
  }

  /** Undefined for who has not joined, or was not told so: they join (again). */
  async find(eventId: string, visitorId: string): Promise<Visitor | undefined> {
    const visitor = await this.#openLedger(eventId).find(visitorId);
    if (!visitor || visitor.state === 'JOINING') return undefined;
    await this.#room(eventId); // after a restart nobody has joined here, and yet somebody waits
    return visitor;
  }

  /** Gives up place or slot. Answers the state before. */
  async leave(eventId: string, visitorId: string): Promise<Visitor['state'] | undefined> {
    const before = await this.#openLedger(eventId).leave(visitorId);
    if (before === 'ADMITTED') await this.#wakeGate(eventId);
    return before;
  }

  /** Finished inside: the slot goes to the next at once. Answers the state before. */
  async done(eventId: string, visitorId: string): Promise<Visitor['state'] | undefined> {
    const before = await this.#openLedger(eventId).done(visitorId);
    if (before === 'ADMITTED') await this.#wakeGate(eventId);
    return before;
  }

  async configure(eventId: string, settings: Partial<Settings>): Promise<void> {
    await this.#room(eventId); // the defaults are set before
    await this.#openLedger(eventId).configure(settings);
    await this.#wakeGate(eventId);
  }

  /** Lets in, now, as many as there is room for; answers how many. The gates do so by themselves, again and again. */
  async admit(eventId: string): Promise<number> {
    return (await this.#room(eventId)).gate.admitBatch();
  }

  figures = (eventId: string) => this.#openLedger(eventId).figures();

  tokenFor = (eventId: string, visitor: Visitor & { state: 'ADMITTED' }) => this.#tokens.sign(eventId, visitor);

  /** Who may pass: the visitor a token was given to, if it is for this event and the admission still holds. */
  async passes(eventId: string, token: string): Promise<string | undefined> {
    const admission = await this.#tokens.verify(token);
    if (admission?.eventId !== eventId) return undefined;
    const { visitorId } = admission;
    return (await this.#openLedger(eventId).isInside(visitorId, admission.admission)) ? visitorId : undefined;
  }

  /** Hands back what the gates hold, and leaves the lines. */
  async close(): Promise<void> {
    const rooms = await Promise.allSettled(this.#rooms.values());
    this.#rooms.clear();
    await Promise.all(rooms.map(room => room.status === 'fulfilled' && room.value.gate.close()));
  }

  #room(eventId: string): Promise<OpenRoom> {
    const known = this.#rooms.get(eventId);
    if (known) return known;
    if (this.#rooms.size >= this.#options.maxRooms) throw tooManyRooms();
    const opening = this.#open(eventId);
    this.#rooms.set(eventId, opening);
    opening.catch(() => this.#rooms.delete(eventId)); // the next request tries again
    return opening;
  }

  async #open(eventId: string): Promise<OpenRoom> {
    const ledger: Ledger = this.#openLedger(eventId);
    await ledger.open(this.#options.settings);
    const line = await within(this.#options.joinTimeoutMs, this.#openLine(eventId)).catch(notInLine);
    const gate = new Gate(ledger, line, this.#options);
    gate.start();
    return { line, gate };
  }

  async #wakeGate(eventId: string): Promise<void> {
    (await this.#room(eventId)).gate.wake();
  }
}

const tooManyWait = (eventId: string) =>
  new Problem(503, 'waiting-room-full', `too many wait for ${eventId} already; you have no place yet`, {
    retryable: true,
  });

const tooManyRooms = () =>
  new Problem(503, 'overloaded', 'this server has as many rooms open as it may', { retryable: true });

function notInLine(error: Error): never {
  console.error(`The line did not take a place: ${error.message}`);
  throw new Problem(503, 'unavailable', 'the line does not answer; to join again keeps the number you may have', {
    retryable: true,
  });
}
