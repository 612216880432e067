import { createSecretKey } from 'node:crypto';
import { app, listen } from '@ticketmaster/common/http';
import { Router } from 'express';
import { demoSeats } from './demo-seats.ts';
import type { Figures, Ledger, Settings, Visitor } from './ledger.ts';
import type { Line } from './line.ts';
import { memoryLine } from './memory-line.ts';
import { type Authenticate, roomRoutes, visitorRoutes } from './routes.ts';
import { WaitingRooms } from './waiting-room.ts';

export const noon = Date.parse('2027-01-01T12:00:00Z');
export const OPERATOR = 'operator-of-the-test';

const settings: Settings = { capacity: 0, admitPerSecond: 100, admissionSeconds: 600, noShowSeconds: 60, open: true };
const counted = { waiting: 0, admitted: 0, joinedTotal: 0, admittedTotal: 0, noShows: 0, expired: 0 };
const figures: Figures = { ...settings, ...counted, draining: false, admittedByGate: [], waits: [], etaErrors: [] };

/** The server of a room whose ledger knows the visitors that a test puts there; `calls` says what the ledger was asked. */
export async function serveRoom({
  operatorToken = OPERATOR,
  line = {} as Partial<Line>,
  maxRooms = 10,
  authenticate = undefined as Authenticate | undefined,
} = {}) {
  const visitors = new Map<string, Visitor>();
  const calls: string[] = [];
  const room = { full: false, draining: false, taken: false, exists: true };
  const ledger: Ledger = {
    exists: async () => room.exists,
    async open() {
      calls.push('open');
    },
    async join(visitorId) {
      calls.push(`join ${visitorId}`);
      if (room.full) return 'FULL';
      if (room.draining) return 'DRAINING';
      return room.taken ? 'TAKEN' : (visitors.get(visitorId) ?? { ...someone(visitorId), state: 'JOINING' });
    },
    async enqueued(visitorId) {
      calls.push(`enqueued ${visitorId}`);
      return visitors.get(visitorId) ?? waiting(visitorId);
    },
    async find(visitorId) {
      calls.push(`find ${visitorId}`);
      return visitors.get(visitorId);
    },
    async leave(visitorId) {
      calls.push(`leave ${visitorId}`);
      return visitors.get(visitorId)?.state;
    },
    async done(visitorId) {
      calls.push(`done ${visitorId}`);
      return visitors.get(visitorId)?.state;
    },
    async isInside(visitorId, admission) {
      const visitor = visitors.get(visitorId);
      return visitor?.state === 'ADMITTED' && visitor.admission === admission;
    },
    async configure(given) {
      calls.push(`configure ${JSON.stringify(given)}`);
    },
    admitBatch: async () => ({ verdicts: [], slots: 0, stalledMs: 0, busy: true }), // the gate looks by itself, and lets nobody in
    front: async () => [],
    figures: async () => figures,
  };
  const { openGate } = memoryLine();
  const secret = createSecretKey('a secret of thirty-two characters', 'utf8');
  const rooms = new WaitingRooms(
    async eventId => ({ ...(await openGate(eventId)).line, ...line }),
    () => ledger,
    async () => secret,
    {
      settings,
      now: () => noon,
      maxRooms,
      joinTimeoutMs: 100,
      everyMs: 3_600_000,
      batch: 100,
      requeueAfterMs: 3_600_000,
    },
  );
  const server = await listen(
    app(
      Router().use(visitorRoutes(rooms, authenticate), roomRoutes(rooms, operatorToken), demoSeats(rooms)),
      async () => {},
    ),
  );

  /** What a visitor sends with a request to the own place: the key of the join, or the token that it gave out. */
  async function credentials(method: string, path: string): Promise<Record<string, string>> {
    const [, eventId, who, rest] = path.match(/^([^/]*)\/waiting-room\/([^/]+)(\/done)?$/) ?? [];
    if (!eventId || !who) return {};
    if (method === 'POST' && !rest) return { 'idempotency-key': `the-key-of-visitor-${who.slice(0, 9)}` };
    return { authorization: `Bearer ${await rooms.placeTokenFor(eventId, { visitorId: who, number: 1 } as Visitor)}` };
  }

  /** Sends a request with the visitor's credentials, or the headers given; a body that is no text is sent as JSON. */
  async function call(
    method: string,
    path: string,
    { body, ...headers }: { body?: unknown } & Record<string, unknown> = {},
  ) {
    const sent = { 'content-type': 'application/json', ...(await credentials(method, path)), ...headers };
    const response = await fetch(`${server.url}/api/events/${path}`, {
      method,
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null)) as Record<string, string>,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: Record<string, unknown> = text ? JSON.parse(text) : {};
    const [contentType, cacheControl] = ['content-type', 'cache-control'].map(name => response.headers.get(name));
    return { status: response.status, contentType, ...(cacheControl && { cacheControl }), body: answer };
  }
  const close = async () => {
    await server.close(0);
    await rooms.close();
  };
  return { call, rooms, visitors, calls, room, close };
}

export const someone = (visitorId: string) => ({ visitorId, number: 1, joinedAt: noon, noShowSeconds: 60 });

export const waiting = (visitorId: string, position = 1, etaSeconds: number | null = null): Visitor => ({
  ...{ ...someone(visitorId), state: 'WAITING' },
  ...{ position, etaSeconds },
});

export const admitted = (visitorId: string, admission = 1): Visitor => ({
  ...{ ...someone(visitorId), state: 'ADMITTED' },
  ...{ admission, admittedAt: noon, expiresAt: noon + 600_000 },
});
