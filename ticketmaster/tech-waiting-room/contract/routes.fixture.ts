import { app, listen } from '@ticketmaster/common/http';
import { Router } from 'express';
import { admissionTokens } from './admission-token.ts';
import type { Figures, Ledger, Settings, Visitor } from './ledger.ts';
import type { Line } from './line.ts';
import { memoryLine } from './memory-line.ts';
import { roomRoutes, visitorRoutes } from './routes.ts';
import { WaitingRooms } from './waiting-room.ts';

export const noon = Date.parse('2027-01-01T12:00:00Z');
export const OPERATOR = 'operator-of-the-test';

const settings: Settings = { capacity: 0, admitPerSecond: 100, admissionSeconds: 600, noShowSeconds: 60, open: true };
const counted = { waiting: 0, admitted: 0, joinedTotal: 0, admittedTotal: 0, noShows: 0, expired: 0 };
const figures: Figures = { ...settings, ...counted, admittedByGate: [], waits: [], etaErrors: [] };

/** The server of a room whose ledger knows the visitors that a test puts there; `calls` says what the ledger was asked. */
export async function serveRoom({ operatorToken = OPERATOR, line = {} as Partial<Line>, maxRooms = 10 } = {}) {
  const visitors = new Map<string, Visitor>();
  const calls: string[] = [];
  const room = { full: false };
  const ledger: Ledger = {
    async open() {
      calls.push('open');
    },
    async join(visitorId) {
      calls.push(`join ${visitorId}`);
      return room.full ? 'FULL' : (visitors.get(visitorId) ?? { ...someone(visitorId), state: 'JOINING' });
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
    admitBatch: async () => ({ verdicts: [], slots: 0, stalledMs: 0 }), // the gate looks by itself, and lets nobody in
    front: async () => [],
    figures: async () => figures,
  };
  const { openGate } = memoryLine();
  const secret = new TextEncoder().encode('a secret of thirty-two characters');
  const rooms = new WaitingRooms(
    async eventId => ({ ...(await openGate(eventId)).line, ...line }),
    () => ledger,
    admissionTokens(secret, () => noon),
    { settings, maxRooms, joinTimeoutMs: 100, everyMs: 3_600_000, batch: 100, requeueAfterMs: 3_600_000 },
  );
  const server = await listen(
    app(Router().use(visitorRoutes(rooms), roomRoutes(rooms, operatorToken)), async () => {}),
  );

  /** Sends a request; a body that is no text is sent as JSON. */
  async function call(
    method: string,
    path: string,
    { body, ...headers }: { body?: unknown } & Record<string, unknown> = {},
  ) {
    const response = await fetch(`${server.url}/api/events/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: Record<string, unknown> = text ? JSON.parse(text) : {};
    return { status: response.status, contentType: response.headers.get('content-type'), body: answer };
  }
  const close = async () => {
    await server.close(0);
    await rooms.close();
  };
  return { call, visitors, calls, room, close };
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
