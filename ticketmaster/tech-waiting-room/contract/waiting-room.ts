import { notFound, Problem } from '@ticketmaster/common/problem';
import { repeat } from '@ticketmaster/common/repeat';
import { within } from '@ticketmaster/common/within';
import { type Admission, type AdmissionTokens, admissionTokens, type Secret } from './admission-token.ts';
import { Gate, type GateOptions } from './gate.ts';
import type { Figures, JoinRefusal, Ledger, OpenLedger, Settings, Visitor } from './ledger.ts';
import type { OpenLine } from './line.ts';
import { type OpenRoom, OpenRooms } from './open-rooms.ts';
import { type PlaceTokens, placeTokens } from './place-token.ts';

export interface RoomOptions extends Omit<GateOptions, 'onAdmitted'> {
  /** What a room begins with; the operator may change it. */
  settings: Settings;
  /** Rooms that one process holds open at once. */
  maxRooms: number;
  /** How long a visitor waits for the line to keep their place. */
  joinTimeoutMs: number;
  /** After how long without a request a room in which nobody waits is closed; the next request opens it again. */
  idleMs?: number;
  /** Whether there is such an event. Left out: each for which the operator has set something, for as long as the ledger keeps that. */
  eventExists?: (eventId: string) => Promise<boolean>;
  /** Called each time somebody was let in here, before anybody is told. */
  onAdmitted?: (eventId: string) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
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
  readonly #admissions: AdmissionTokens;
  readonly #places: PlaceTokens;
  readonly #options: RoomOptions;
  readonly #rooms: OpenRooms;
  readonly #stopClosing: () => Promise<void>;

  constructor(openLine: OpenLine, openLedger: OpenLedger, secret: Secret, options: RoomOptions) {
    const { maxRooms, idleMs = 600_000, now = Date.now } = options;
    this.#openLine = openLine;
    this.#openLedger = openLedger;
    this.#admissions = admissionTokens(secret, now);
    this.#places = placeTokens(secret);
    this.#options = options;
    this.#rooms = new OpenRooms(eventId => this.#open(eventId), { maxRooms, idleMs, now });
    this.#stopClosing = repeat(idleMs / 4, 'Closing idle rooms', () => this.closeIdle());
  }

  /**
   * Takes a number and a place in the line. Once it resolves, the place is safe. Joining again keeps the first place; where a key is
   * given, only with the same one.
   */
  join(eventId: string, visitorId: string, key?: string): Promise<Visitor> {
    return this.#in(eventId, async ({ ledger, line, gate }) => {
      let visitor = await ledger.join(visitorId, key);
      if (visitor === 'NO_ROOM') {
        await this.#mustExist(eventId); // the ledger has forgotten it while it was open here
        await ledger.open(this.#options.settings);
        visitor = await ledger.join(visitorId, key);
      }
      if (typeof visitor === 'string') throw refusals[visitor](eventId, visitorId);
      if (visitor.state === 'JOINING') {
        const { number, joinedAt } = visitor;
        const place = { visitorId, number, joinedAt: new Date(joinedAt).toISOString() };
        await within(this.#options.joinTimeoutMs, line.join(place)).catch(notInLine);
        visitor = (await ledger.enqueued(visitorId, number)) ?? visitor;
      }
      gate.attend();
      return visitor;
    });
  }

  /** Undefined for who has no place (of that number), or was not told so: they join (again). */
  async find(eventId: string, visitorId: string, number?: number): Promise<Visitor | undefined> {
    const visitor = await this.#openLedger(eventId).find(visitorId, number);
    if (!visitor || visitor.state === 'JOINING') return undefined;
    // After a restart nobody has joined here, and yet somebody waits.
    if (visitor.state !== 'EXPIRED') await this.#rooms.use(eventId, ({ gate }) => gate.attend());
    return visitor;
  }

  /** Gives up place or slot. Answers the state before. */
  leave = (eventId: string, visitorId: string, number?: number) =>
    this.#giveUp(eventId, this.#openLedger(eventId).leave(visitorId, number));

  /** Finished inside: the slot goes to the next at once. Answers the state before. */
  done = (eventId: string, visitorId: string, number?: number) =>
    this.#giveUp(eventId, this.#openLedger(eventId).done(visitorId, number));

  async configure(eventId: string, settings: Partial<Settings>): Promise<void> {
    if (this.#options.eventExists) await this.#mustExist(eventId);
    await this.#rooms.use(eventId, async ({ ledger, gate }) => {
      if (!(await ledger.exists())) await ledger.open(this.#options.settings); // forgotten while it was open here
      await ledger.configure(settings);
      gate.wake();
    });
  }

  /** Lets in, now, as many as there is room for; answers how many. The gates do so by themselves, again and again. */
  admit = (eventId: string) => this.#in(eventId, ({ gate }) => gate.admitBatch());

  figures = (eventId: string) => this.#in(eventId, ({ ledger }) => ledger.figures());

  /** How the rooms stand that are open here, at most so many. To look keeps no room open. */
  async openFigures(most: number): Promise<[eventId: string, Figures][]> {
    const look = async (eventId: string): Promise<[string, Figures]> => [
      eventId,
      await this.#openLedger(eventId).figures(),
    ];
    return Promise.all(this.#rooms.events.slice(0, most).map(look));
  }

  /** For whoever has joined: with it, and with nothing else, they look after their place. */
  placeTokenFor = (eventId: string, { visitorId, number }: Visitor) => this.#places.sign(eventId, visitorId, number);

  /** The number of the place that a token was given out for; undefined where it is not for that visitor of that event. */
  numberOf = (eventId: string, visitorId: string, token: string) => this.#places.verify(eventId, visitorId, token);

  tokenFor = (eventId: string, visitor: Visitor & { state: 'ADMITTED' }) => this.#admissions.sign(eventId, visitor);

  /** Who may pass: the visitor a token was given to, if it is for this event and the admission still holds. */
  passes = async (eventId: string, token: string) => (await this.admissionBy(eventId, token))?.visitorId;

  /** What a token says, if it is for this event and the admission still holds. */
  async admissionBy(eventId: string, token: string): Promise<Admission | undefined> {
    const admission = await this.#admissions.verify(token);
    if (admission?.eventId !== eventId) return undefined;
    const holds = await this.#openLedger(eventId).isInside(admission.visitorId, admission.admission);
    return holds ? admission : undefined;
  }

  /** Rooms that this process holds open. */
  get openRooms(): number {
    return this.#rooms.count;
  }

  /** Closes the rooms that nobody needs any more; it is also done by itself. */
  closeIdle = () => this.#rooms.closeIdle();

  /** Hands back what the gates hold, and leaves the lines. */
  async close(): Promise<void> {
    await this.#stopClosing();
    await this.#rooms.close();
  }

  async #in<T>(eventId: string, work: (room: OpenRoom) => T | Promise<T>): Promise<T> {
    if (!this.#rooms.has(eventId)) await this.#mustExist(eventId);
    return this.#rooms.use(eventId, work);
  }

  async #mustExist(eventId: string): Promise<void> {
    const { eventExists = (id: string) => this.#openLedger(id).exists() } = this.#options;
    if (!(await eventExists(eventId))) throw noEvent(eventId);
  }

  async #open(eventId: string): Promise<OpenRoom> {
    const { settings, joinTimeoutMs, onAdmitted, ...options } = this.#options;
    const ledger: Ledger = this.#openLedger(eventId);
    await ledger.open(settings);
    const line = await within(joinTimeoutMs, this.#openLine(eventId)).catch(notInLine);
    const gate = new Gate(ledger, line, { ...options, onAdmitted: () => onAdmitted?.(eventId) });
    gate.start();
    return { ledger, line, gate };
  }

  async #giveUp(eventId: string, givingUp: Promise<Visitor['state'] | undefined>) {
    const before = await givingUp;
    if (before === 'ADMITTED') await this.#rooms.use(eventId, ({ gate }) => gate.wake());
    return before;
  }
}

const noEvent = (eventId: string) => notFound(`event ${eventId}`);

const refusals: Record<JoinRefusal, (eventId: string, visitorId: string) => Problem> = {
  NO_ROOM: noEvent,
  TAKEN: (_, visitorId) =>
    new Problem(409, 'already-joined', `${visitorId} has joined with another key; its token is not given out again`),
  FULL: eventId =>
    new Problem(503, 'waiting-room-full', `too many wait for ${eventId} already; you have no place yet`, {
      retryable: true,
    }),
  DRAINING: eventId =>
    new Problem(409, 'line-closed', `the line of ${eventId} takes nobody new; those who wait in it are let in`),
};

function notInLine(error: Error): never {
  console.error(`The line did not take a place: ${error.message}`);
  throw new Problem(503, 'unavailable', 'the line does not answer; to join again keeps the number you may have', {
    retryable: true,
  });
}
