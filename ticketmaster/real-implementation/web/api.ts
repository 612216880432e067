import { trouble } from './dom.ts';

/** What the server refuses, as it says it (RFC 9457). */
export class Refused extends Error {
  readonly status: number;
  readonly type: string;
  readonly more: Record<string, unknown>;
  constructor(status: number, body: { type?: string; detail?: string } & Record<string, unknown>) {
    super(body.detail ?? `the server answered ${status}`);
    this.status = status;
    this.type = body.type ?? 'unknown';
    this.more = body;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are what plan.md says
type Body = any;

interface Options {
  body?: unknown;
  /** The same key again is the same call. */
  key?: string;
  /** An admission to an event. */
  admission?: string | undefined;
  /** Tried again without end, until this is aborted: for who waits, and has nothing else to do. */
  until?: AbortSignal;
}

/** Whether it is known what became of a call: refused for good, and not perhaps done all the same. */
export const isDecided = (error: unknown) => error instanceof Refused && error.status < 500 && error.status !== 429;

let ahead = 0;
/** The server's clock in ms since 1970, to a second: the visitor's may be wrong. */
export const serverNow = () => Date.now() + ahead;

const TRIES = 6;
/** No answer, or one that may be another in a moment. What was perhaps done is not done again: the key is the same. */
const mayWorkLater = (status: number, key?: string) =>
  [429, 502, 503, 504].includes(status) || (status === 500 && key !== undefined);
const pause = (ms: number) => new Promise(done => setTimeout(done, ms));

/**
 * One call. No answer, 429 and 503 are tried again, with the same key and a pause that grows; so is 500 where a key makes that harmless. In
 * the end it rejects. Answers status and body.
 */
export async function call(
  method: string,
  path: string,
  { body, key, admission, until }: Options = {},
): Promise<{ status: number; body: Body }> {
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(key && { 'idempotency-key': key }),
    ...(admission && { authorization: `Bearer ${admission}` }),
  };
  for (let attempt = 1; ; attempt++) {
    const isLast = until ? until.aborted : attempt === TRIES;
    try {
      const signal = AbortSignal.timeout(12_000);
      const answer = await fetch(path, {
        method,
        headers,
        signal,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      ahead = (Date.parse(answer.headers.get('date') ?? '') || Date.now()) - Date.now();
      const text = await answer.text();
      const parsed = text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
      if (answer.ok) {
        trouble('');
        return { status: answer.status, body: parsed };
      }
      if (!mayWorkLater(answer.status, key) || isLast) throw new Refused(answer.status, parsed);
    } catch (error) {
      if (error instanceof Refused) {
        trouble('');
        throw error;
      }
      if (isLast)
        throw new Error('The shop does not answer. Nothing is lost: try again in a moment.', { cause: error });
    }
    trouble(
      `${navigator.onLine ? 'The shop does not answer' : 'You are offline'}. Trying again, and nothing is lost …`,
    );
    await pause((0.5 + Math.random()) * Math.min(4_000, 250 * 2 ** attempt));
  }
}

export const get = async (path: string, until?: AbortSignal): Promise<Body> =>
  (await call('GET', path, { ...(until && { until }) })).body;

let session: Promise<string> | undefined;
/** Who we are: the cookie is made by the first call. */
export function me(): Promise<string> {
  session ??= call('POST', '/api/session').then(
    ({ body }) => body.userId as string,
    error => {
      session = undefined;
      throw error;
    },
  );
  return session;
}

/** What this tab keeps over a reload. */
export const kept = {
  get: (name: string): string | undefined => sessionStorage.getItem(name) ?? undefined,
  set: (name: string, value: string) => sessionStorage.setItem(name, value),
  drop: (name: string) => sessionStorage.removeItem(name),
};

/** A key for an attempt, the same after a reload, until the attempt has ended. */
export function keyFor(attempt: string): string {
  const key = kept.get(`key ${attempt}`) ?? crypto.randomUUID();
  kept.set(`key ${attempt}`, key);
  return key;
}
export const endAttempt = (attempt: string) => kept.drop(`key ${attempt}`);
