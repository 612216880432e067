/** What scripts/compare/locking.compare.ts measures: the same experiments for each technology and way. */
import { join } from 'node:path';
import { Problem } from '../common/problem.ts';
import { unique } from '../testing/eventually.ts';
import { type Spawned, spawnServer } from '../testing/processes.ts';
import { faultsIn } from './contract/audit.ts';
import { type BoxOffice, type Checkpoint, Contended, seatIdsFor } from './contract/box-office.ts';
import { call, OPERATOR_TOKEN, sendBuyers } from './contract/buyers.ts';
import type { Technology } from './contract/technology.ts';

type Urls = Record<string, string>;

/** A technology, and where it stands. */
export type Compared = Technology & { folder: string };

export interface Contention {
  /** On sale at once; when all are sold, the next event begins. */
  seats: number;
  buyers: number;
  seatsPerOrder: number;
}

export interface Sold {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** For each order that was confirmed: how often a purchase started over, was refused, was told that too many want the seats. */
  retries: number;
  refusals: number;
  contended: number;
  soldTwice: number;
  /** How often it was measured in vain before, because a server did not answer. */
  inVain: number;
}

/**
 * As `sellOnce`, tried thrice at most when a server does not answer: the disk of a shared machine may stall for seconds, and a quarter of
 * an hour's work is not to be lost for that. Rejects with what went wrong the third time, or is no matter of waiting.
 */
export async function sellFor(office: BoxOffice, way: string, contention: Contention, seconds: number): Promise<Sold> {
  for (let inVain = 0; ; inVain++) {
    try {
      return { ...(await sellOnce(office, way, contention, seconds)), inVain };
    } catch (error) {
      if (inVain === 2 || !(error instanceof Problem) || !error.retryable) throw error;
    }
  }
}

/**
 * Buyers who want random seats of one event, again and again, until it is sold out, and then of the next one, for so many seconds.
 * No HTTP. The books of every event are audited.
 */
async function sellOnce(
  office: BoxOffice,
  way: string,
  contention: Contention,
  seconds: number,
): Promise<Omit<Sold, 'inVain'>> {
  const { seats, buyers, seatsPerOrder } = contention;
  const seatIds = seatIdsFor(seats);
  const sell = office.ways[way]!;
  const events: string[] = [];
  const times: number[] = [];
  let [begun, refusals, contended, tries] = [0, 0, 0, 0];
  let [until, elapsed] = [Infinity, 0];

  async function sellOut(): Promise<void> {
    const eventId = unique('sweep');
    events.push(eventId);
    await office.putOnSale(eventId, seatIds, 5_000);
    const free = new Set(seatIds);
    const from = performance.now();
    until = Math.min(until, from + seconds * 1_000);
    const ended = await Promise.allSettled(
      Array.from({ length: buyers }, async (_, buyer) => {
        while (free.size >= seatsPerOrder && performance.now() < until) {
          const first = Math.floor(Math.random() * (seats - seatsPerOrder + 1));
          const wanted = seatIds.slice(first, first + seatsPerOrder);
          const who = { orderId: crypto.randomUUID(), userId: `buyer-${buyer}`, paymentToken: 'tok_ok' };
          let firstStep: string | undefined;
          const count: Checkpoint = step => {
            firstStep ??= step;
            if (step === firstStep) tries++;
          };
          const start = performance.now();
          begun++;
          try {
            const outcome = await sell({ ...who, eventId, seatIds: wanted }, count);
            if (outcome.status === 'CONFIRMED') times.push(performance.now() - start);
            else refusals++;
            for (const seatId of wanted) free.delete(seatId); // whoever it was, they are gone
          } catch (error) {
            if (error instanceof Contended) contended++;
            else {
              until = 0; // for the others, too
              throw error;
            }
          }
        }
      }),
    );
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    elapsed += performance.now() - from;
  }

  do await sellOut();
  while (performance.now() < until);

  let soldTwice = 0;
  for (const eventId of events) {
    const audit = (await office.audit(eventId))!;
    soldTwice += audit.soldTwice;
    const faults = faultsIn({ ...audit, soldTwice: 0, inDoubt: audit.soldTwice ? 0 : audit.inDoubt });
    if (faults.length) throw new Error(`${way}: ${faults.join(', ')} of ${eventId}`);
  }
  times.sort((a, b) => a - b);
  const each = (count: number) => (times.length ? count / times.length : 0);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0;
  return {
    perSecond: (times.length * 1_000) / elapsed,
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), soldTwice },
    ...{ retries: each(Math.max(0, tries - begun)), refusals: each(refusals), contended: each(contended) },
  };
}

/** A lesson's server as its own process. */
export function serve({ folder, script = 'server.ts' }: Compared, urls: Urls): Promise<Spawned> {
  return spawnServer(join(import.meta.dirname, folder, script), {
    NODE_ENV: 'production',
    OPERATOR_TOKEN,
    ...urls,
  });
}

export interface LeftBehind {
  /** Before anybody recovered: orders, seats and transactions that were neither done nor undone. */
  inDoubt: number;
  /** How long recover() took, and how many it finished or undid. */
  recoverMs: number;
  recovered: number;
  /** Afterwards: what does not balance. */
  faults: string[];
}

/** The server is killed (kill -9) in the middle of a rush; what is in the books then, and what recover() makes of it. */
export async function killUnderLoad(technology: Compared, urls: Urls, way: string): Promise<LeftBehind> {
  const server = await serve(technology, urls);
  const eventId = unique('killed');
  const seats = technology.emulator ? 200 : 2_000; // it is slow
  await call('POST', `${server.url}/api/events`, { eventId, seats });
  await sendBuyers({
    ...{ eventId, way, servers: [server.url], seatIds: seatIdsFor(seats), seatsPerOrder: 2, buyers: 32, attempts: 400 },
    onAttempt: soFar => void (soFar === 200 && server.process.kill('SIGKILL')),
  });
  await server.end('SIGKILL');
  const office = await technology.open(urls)();
  try {
    const before = (await office.audit(eventId))!;
    const from = performance.now();
    let recovered = 0;
    do
      recovered += await office.recover(); // a lease may have to end first
    while ((await office.audit(eventId))!.inDoubt > 0 && performance.now() < from + 30_000);
    const recoverMs = performance.now() - from;
    return { inDoubt: before.inDoubt, recoverMs, recovered, faults: faultsIn((await office.audit(eventId))!) };
  } finally {
    await office.close();
  }
}
