import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { repeat } from '@ticketmaster/common/repeat';
import { within } from '@ticketmaster/common/within';
import type { Database } from '@ticketmaster/postgres/database';
import type { Redis } from 'ioredis';
import type { FailMode } from '../catalog/shows.ts';
import { tokenBuckets } from '../token-buckets.ts';

/** An order that is to be held, or paid. */
export interface Wanted {
  step: 'hold' | 'confirm';
  orderId: string;
  eventId: string;
  userId: string;
}

/** Redis answers in a millisecond. What has not come by then is not waited for; so often it is asked whether it answers. ms */
const PATIENCE_MS = 250;

/** Of one order: what it is let in by. Answers since when the visitor is inside; rejects where they are not. */
type Check = () => Promise<Date | undefined>;

export interface FailOpenParts {
  db: Database;
  redis: Redis;
  /** Undefined where there is no such event. */
  modeOf: (eventId: string) => Promise<FailMode | undefined>;
  /** Holds without an admission in a second, in this process, for all events together. */
  holdsPerSecond: number;
  counted: (outcome: 'let in' | 'refused') => void;
}

/**
 * Fail open: at events whose operator chose so, a hold needs no admission while Redis is away. Promises:
 *   bounded    no more than `holdsPerSecond`; the next is refused as at any other event (503 unavailable)
 *   soon       nobody waits longer than a quarter of a second for a Redis that is silent, and nobody at all once that is known
 *   at once    a quarter of a second after Redis is back the line is asked again
 *   kept       who was let in pays, also when Redis is back: the order is noted in PostgreSQL before it holds anything
 * Seats, unpaid holds and money are PostgreSQL's, and as ever.
 */
export function failOpen({ db, redis, modeOf, holdsPerSecond, counted }: FailOpenParts) {
  const bucket = tokenBuckets({ perSecond: holdsPerSecond, atOnce: holdsPerSecond, most: 1 });
  let silent = false;
  const stop = repeat(PATIENCE_MS, 'Asking whether Redis answers', async () => {
    if (redis.status === 'ready') silent = await isSilent(redis.ping());
  });
  const isLost = () => silent || redis.status !== 'ready';
  const opens = async (eventId: string) => (await modeOf(eventId)) === 'open';

  /** What the check comes to; undefined where Redis is away. */
  async function outcomeOf(check: Check): Promise<PromiseSettledResult<Date | undefined> | undefined> {
    if (isLost()) return undefined;
    const [outcome] = await within(PATIENCE_MS, Promise.allSettled([check()])).catch(() => []);
    return outcome?.status === 'rejected' && isAway(outcome.reason) ? undefined : outcome;
  }

  async function letIn({ orderId }: Wanted): Promise<undefined> {
    const may = bucket.take('all');
    counted(may ? 'let in' : 'refused');
    if (!may) throw unavailable('the line');
    await db.query('insert into let_in (order_id) values ($1) on conflict do nothing', [orderId]);
  }

  async function wasLetIn({ orderId }: Wanted): Promise<boolean> {
    const { rowCount } = await db.query('select from let_in where order_id = $1', [orderId]);
    return rowCount === 1;
  }

  return {
    /** Whether an event is open to everybody now. */
    isOpen: async (eventId: string) => isLost() && (await opens(eventId)),

    /** The same check, and what stands in for it while Redis is away. */
    async admits(wanted: Wanted, check: Check): Promise<Date | undefined> {
      const isOpen = await opens(wanted.eventId);
      const outcome = isOpen ? await outcomeOf(check) : (await Promise.allSettled([check()]))[0];
      if (outcome?.status === 'fulfilled') return outcome.value;
      if (!outcome) return wanted.step === 'hold' ? letIn(wanted) : undefined; // who holds pays
      if (wanted.step === 'confirm' && outcome.reason instanceof Problem && (await wasLetIn(wanted))) return undefined;
      throw outcome.reason;
    },
    close: stop,
  };
}

export type FailOpen = ReturnType<typeof failOpen>;

const isSilent = (asked: Promise<unknown>) =>
  within(PATIENCE_MS, asked).then(
    () => false,
    () => true,
  );
const isAway = (reason: unknown) => reason instanceof Problem && reason.status === 503;
