import { setTimeout as sleep } from 'node:timers/promises';

export interface Rush {
  buyers: number;
  /** So many of them at a time: one who has gone lets in the next. All begin at once, unless it is said. */
  atOnce?: number;
  /** What the nth buyer asks, with the same key in each try; the status of the answer, or 0 for none. */
  buy(nth: number, key: string): Promise<{ status: number }>;
  /** When a buyer gives up, from the beginning. ms */
  patienceMs: number;
}

export interface Rushed {
  /** By how it ended for a buyer: 201, 402, 409 and so on, or `gave up`. */
  ends: Record<string, number>;
  /** Tries, by their answers; 0 for none. */
  answers: Record<number, number>;
  /** Of each sale, from the first try to the answer that says so. ms */
  salesMs: number[];
  /** From the beginning to the last sale. ms */
  lastSaleMs: number;
  tookMs: number;
}

/** Over these a client tries again, with the same key: the server says so, or it may have happened and asking again is how to know. */
const AGAIN = [0, 202, 425, 429, 500, 502, 503, 504];

/** So many buyers, each with a key of their own, who try again until they know, with pauses that grow and are never the same twice. */
export async function rush({ buyers, atOnce = buyers, buy, patienceMs }: Rush): Promise<Rushed> {
  const [ends, answers]: [Record<string, number>, Record<number, number>] = [{}, {}];
  const salesMs: number[] = [];
  const began = performance.now();
  let lastSaleMs = 0;

  async function buyer(nth: number): Promise<string> {
    const key = crypto.randomUUID();
    const came = performance.now();
    for (let tries = 0; performance.now() < began + patienceMs; tries++) {
      const { status } = await buy(nth, key);
      answers[status] = (answers[status] ?? 0) + 1;
      if (status === 201) {
        salesMs.push(performance.now() - came);
        lastSaleMs = performance.now() - began;
      }
      if (!AGAIN.includes(status)) return `${status}`;
      await sleep(Math.random() * Math.min(8_000, 50 * 2 ** tries));
    }
    return 'gave up';
  }

  let next = 0;
  const oneAfterTheOther = async () => {
    while (next < buyers) {
      const end = await buyer(next++);
      ends[end] = (ends[end] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther));
  return { ends, answers, salesMs, lastSaleMs, tookMs: performance.now() - began };
}
