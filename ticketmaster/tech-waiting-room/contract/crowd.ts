import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '@ticketmaster/testing/client';
import { decodeJwt } from 'jose';

/** One who went through: joined, was let in, finished. */
export interface Served {
  visitorId: string;
  /** The number drawn on joining, from 1. */
  number: number;
  /** The how-manieth admission of the event it was, from 1. Another one each time somebody is let in. */
  admissions: number[];
  /** From the 202 until the visitor knew of being let in. */
  waitedMs: number;
  /** When that was, by performance.now(). */
  knewAt: number;
}

export interface CrowdOptions {
  eventId: string;
  visitors: number;
  /** Base URLs; a visitor whose server does not answer goes to the next. */
  servers: string[];
  withinMs: number;
  /** How long each stays inside. */
  stayMs?: number;
  /** Called each time somebody was let in, with how many have been. */
  onAdmitted?: (soFar: number) => void;
}

export interface CrowdReport {
  served: Served[];
  /** Most visitors who knew at one instant that they were inside. */
  mostInside: number;
  /** Answers other than those a healthy server gives, such as `503` or `ECONNREFUSED`. */
  troubles: Record<string, number>;
  /** What became of those who did not get through, a sentence each. */
  lost: string[];
}

/** What a server said; which of these depends on what was asked. */
export interface Answer {
  status: number;
  body: {
    visitorId?: string;
    state?: 'WAITING' | 'ADMITTED' | 'EXPIRED';
    position?: number | null;
    etaSeconds?: number | null;
    pollAfterSeconds?: number;
    placeToken?: string;
    admissionToken?: string;
    expiresAt?: string;
    reason?: string;
    waiting?: number;
    admitted?: number;
    admittedTotal?: number;
    admittedByGate?: number[];
    /** What sort of problem it is. */
    type?: string;
    [more: string]: unknown;
  };
}

/** Sends one request; resolves with status and JSON, {} for none; rejects when there is no whole answer within 8 s. */
export const call = (method: string, url: string, headers?: Record<string, string>, body?: string) =>
  ask(method, url, headers, body) as Promise<Answer>;

/** Sends a crowd through the waiting room of one event: all join at once, poll, go in, and leave again. */
export async function sendCrowd(options: CrowdOptions): Promise<CrowdReport> {
  const { eventId, visitors, servers, withinMs, stayMs = 20, onAdmitted } = options;
  const deadline = Date.now() + withinMs;
  const report: CrowdReport = { served: [], mostInside: 0, troubles: {}, lost: [] };
  let inside = 0;
  let admitted = 0;

  /** Tries one server after the other until one gives the answer that is expected; the next request begins with that one. */
  async function ask(at: { turn: number }, what: string, request: (url: string) => Promise<Answer>, expected: number) {
    for (; ; at.turn++) {
      const answer = await request(servers[at.turn % servers.length]!).catch((error: NodeJS.ErrnoException) => ({
        status: error.code ?? error.message,
        body: {} as Answer['body'],
      }));
      if (answer.status === expected) return answer;
      report.troubles[answer.status] = (report.troubles[answer.status] ?? 0) + 1;
      if (Date.now() > deadline)
        throw new Error(`${what} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      await sleep(50 + Math.random() * 100);
    }
  }

  async function visit(nth: number): Promise<void> {
    const visitorId = `visitor-${nth}`;
    const at = { turn: nth };
    const admissions = new Set<number>();
    const { join, look, done } = visitorOf(eventId, visitorId);
    await ask(at, `POST ${visitorId}`, join, 202);
    const joinedAt = performance.now();
    for (;;) {
      const { body } = await ask(at, `GET ${visitorId}`, look, 200);
      if (body.state === 'ADMITTED') {
        report.mostInside = Math.max(report.mostInside, ++inside);
        onAdmitted?.(++admitted);
        const knewAt = performance.now();
        const { admission, number } = decodeJwt<{ admission: number; number: number }>(body.admissionToken!);
        admissions.add(admission);
        await sleep(stayMs);
        inside--;
        await ask(at, `POST ${visitorId}/done`, done, 204);
        report.served.push({ visitorId, number, admissions: [...admissions], waitedMs: knewAt - joinedAt, knewAt });
        return;
      }
      if (body.state !== 'WAITING') throw new Error(`${visitorId} is ${body.state} (${body.reason})`);
      if (Date.now() > deadline) throw new Error(`${visitorId} still waits at ${body.position}`);
      await sleep(Math.min(4_000, 50 + 2 * (body.position ?? 1)) * (0.75 + Math.random() / 2));
    }
  }

  const visits = await Promise.allSettled(Array.from({ length: visitors }, (_, nth) => visit(nth)));
  report.lost = visits.filter(visit => visit.status === 'rejected').map(({ reason }) => (reason as Error).message);
  return report;
}

/** How many pairs were let in in the wrong order, and how many overtook the one who was overtaken most. */
export function inversions(served: readonly { number: number; admissions: number[] }[]): {
  pairs: number;
  worst: number;
} {
  const numbers = served.toSorted((a, b) => a.admissions[0]! - b.admissions[0]!).map(({ number }) => number);
  const overtaken = numbers.map((number, i) => numbers.slice(0, i).filter(earlier => earlier > number).length);
  return { pairs: overtaken.reduce((sum, count) => sum + count, 0), worst: Math.max(0, ...overtaken) };
}

/** One visitor of an event who goes to any server: joins with a key of their own, and shows the token of the join with each call. */
export function visitorOf(eventId: string, visitorId: string) {
  const key = { 'idempotency-key': crypto.randomUUID() };
  let holder: Record<string, string> = {};
  const at = (url: string, more = '') => `${url}/api/events/${eventId}/waiting-room/${visitorId}${more}`;
  return {
    async join(url: string): Promise<Answer> {
      const answer = await call('POST', at(url), key);
      holder = { authorization: `Bearer ${answer.body.placeToken}` };
      return answer;
    },
    look: (url: string) => call('GET', at(url), holder),
    done: (url: string) => call('POST', at(url, '/done'), holder),
    leave: (url: string) => call('DELETE', at(url), holder),
  };
}

/** Looks again and again how many are inside, by the server's own word, while `work` is done. */
export async function watch<T>(url: string, work: () => Promise<T>): Promise<{ result: T; mostAdmitted: number }> {
  let mostAdmitted = 0;
  let done = false;
  const watching = (async () => {
    while (!done) {
      const told = await call('GET', url).catch(() => undefined); // it may be away for a moment; the crowd counts that
      mostAdmitted = Math.max(mostAdmitted, told?.body.admitted ?? 0);
      await sleep(25);
    }
  })();
  const result = await work().finally(() => (done = true));
  await watching;
  return { result, mostAdmitted };
}
