import { setTimeout as sleep } from 'node:timers/promises';

export interface Rush {
  /** All begin at once. */
  buyers: number;
  /** What the nth buyer asks; the body is JSON. The same for each try. */
  wish(nth: number): { path: string; body: object };
  /** When a buyer gives up. ms */
  patienceMs: number;
  /** How long one answer is waited for. ms */
  answerMs?: number;
}

export interface Rushed {
  /** By how it ended for a buyer: 201, 402, 409 and so on, or `gave up`. */
  ends: Record<string, number>;
  /** Tries, by their answers; 0 for none. */
  answers: Record<number, number>;
  /** Of the first answer to each buyer, in the order of their arrival. ms */
  firstAnswersMs: number[];
  tookMs: number;
}

/** Over these a client tries again, with the same key: the server says so, or it may have happened and asking again is how to know. */
const AGAIN = [0, 202, 425, 429, 500, 502, 503, 504];

/** So many buyers, each with a key of their own, who try again until they know, with pauses that grow and are never the same twice. */
export async function rush(url: string, { buyers, wish, patienceMs, answerMs = 10_000 }: Rush): Promise<Rushed> {
  const [ends, answers]: [Record<string, number>, Record<number, number>] = [{}, {}];
  const firstAnswersMs: number[] = [];
  const began = performance.now();

  async function buyer(nth: number): Promise<string> {
    const { path, body } = wish(nth);
    const key = crypto.randomUUID();
    for (let tries = 0; performance.now() < began + patienceMs; tries++) {
      const status = await post(`${url}${path}`, key, body, answerMs);
      answers[status] = (answers[status] ?? 0) + 1;
      if (tries === 0) firstAnswersMs.push(performance.now() - began);
      if (!AGAIN.includes(status)) return `${status}`;
      await sleep(Math.random() * Math.min(8_000, 50 * 2 ** tries));
    }
    return 'gave up';
  }

  for (const end of await Promise.all(Array.from({ length: buyers }, (_, nth) => buyer(nth))))
    ends[end] = (ends[end] ?? 0) + 1;
  return { ends, answers, firstAnswersMs, tookMs: performance.now() - began };
}

/** The status; 0 where there was no answer. */
async function post(url: string, key: string, body: object, answerMs: number): Promise<number> {
  try {
    const answer = await fetch(url, {
      ...{ method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(answerMs) },
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
