import { Problem } from '@ticketmaster/common/problem';
import type { Asked, Inbox, Seen } from './inbox.ts';

export interface Limits {
  /** How many may wait at once. */
  maxWaiting: number;
  /** A look for everybody who waits, in case nobody told; in milliseconds. */
  lookEveryMs: number;
}

/** Keeps requests until there is something for them. */
export interface LongPolls {
  /**
   * What there is: as soon as it `isNews`, or after `waitMs` whatever it is. Undefined when the client is `gone`; a Problem 503 when too
   * many wait. The first look is taken at once.
   */
  until(isNews: (seen: Seen) => boolean, asked: Asked, waitMs: number, gone: AbortSignal): Promise<Seen | undefined>;
  /** Something may have come for these. */
  wake(visitorIds: readonly string[]): void;
  /** Something may have come for anybody: whoever was to tell may have been out of hearing. */
  wakeWhoHasNews(): Promise<void>;
  /** Answers everybody with what was seen last. Who asks from now on is not kept waiting. */
  close(): Promise<void>;
  isClosed(): boolean;
}

interface Waiter {
  asked: Asked;
  isNews(seen: Seen): boolean;
  /** The next look is the last one. */
  hurries: boolean;
  seen?: Seen;
  answer(seen: Seen | undefined): void;
  fail(error: unknown): void;
}

const mostOfOneVisitor = 8; // tabs, phones, and connections that are dead and do not know it
const mostInOneLook = 1_000;

/**
 * No wake-up is lost, because everyone is first put where wakers find them, then looked for, and then waits; and whoever is woken in the
 * middle of a look is looked for again. Looks are shared: all who are to be looked for while one look is under way are the next one.
 */
export function longPolls(inbox: Pick<Inbox, 'lookFor' | 'withNews'>, { maxWaiting, lookEveryMs }: Limits): LongPolls {
  const waiting = new Map<string, Set<Waiter>>();
  const toLookFor = new Set<Waiter>();
  let count = 0;
  let looking = false;
  let looked = Promise.resolve();
  let closed = false;

  const lookSoon = (waiters: Iterable<Waiter>) => {
    for (const waiter of waiters) toLookFor.add(waiter);
    if (!looking) looked = lookForAll();
  };

  async function lookForAll(): Promise<void> {
    looking = true;
    while (toLookFor.size > 0) {
      const these = [...toLookFor].slice(0, mostInOneLook);
      for (const waiter of these) toLookFor.delete(waiter); // before the look: woken during it, they are there again
      try {
        const seen = await inbox.lookFor(these.map(({ asked }) => asked));
        for (const [i, waiter] of these.entries()) show(waiter, seen[i]!);
      } catch (error) {
        for (const waiter of these) waiter.fail(error);
      }
    }
    looking = false; // in the same breath as the check, so that nobody is added in between
  }

  function show(waiter: Waiter, seen: Seen): void {
    waiter.seen = seen;
    if (waiter.hurries || waiter.isNews(seen)) waiter.answer(seen);
  }

  const hurry = (waiter: Waiter) => {
    waiter.hurries = true;
    lookSoon([waiter]);
  };

  const everybody = () => [...waiting.values()].flatMap(theirs => [...theirs]);

  const wake = (visitorIds: readonly string[]) => lookSoon(visitorIds.flatMap(id => [...(waiting.get(id) ?? [])]));

  async function wakeWhoHasNews(): Promise<void> {
    if (count > 0) wake(await inbox.withNews(everybody().map(({ asked }) => asked)));
  }
  const tick = () => void wakeWhoHasNews().catch(error => console.error(`Could not look: ${error.message}`));
  const net = setInterval(tick, lookEveryMs);

  return {
    async until(isNews, asked, waitMs, gone) {
      if (gone.aborted) return undefined;
      if (waitMs > 0 && count >= maxWaiting) throw tooManyWait();
      const answered = Promise.withResolvers<Seen | undefined>();
      const waiter: Waiter = {
        ...{ asked, isNews, hurries: closed || waitMs === 0 },
        ...{ answer: answered.resolve, fail: answered.reject },
      };
      const theirs = waiting.get(asked.visitorId) ?? new Set();
      waiting.set(asked.visitorId, theirs.add(waiter));
      count++;
      if (theirs.size > mostOfOneVisitor) hurry([...theirs][0]!);
      const timer = waiter.hurries ? undefined : setTimeout(() => hurry(waiter), waitMs);
      const leave = () => answered.resolve(undefined);
      gone.addEventListener('abort', leave);
      lookSoon([waiter]);
      return answered.promise.finally(() => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
        toLookFor.delete(waiter);
        theirs.delete(waiter);
        if (theirs.size === 0) waiting.delete(asked.visitorId);
        count--;
      });
    },

    wake,
    wakeWhoHasNews,

    async close() {
      closed = true;
      clearInterval(net);
      for (const waiter of everybody()) {
        waiter.hurries = true; // one whose first look is under way is answered by that
        if (waiter.seen) waiter.answer(waiter.seen);
      }
      await looked;
    },
    isClosed: () => closed,
  };
}

const tooManyWait = () =>
  new Problem(503, 'too-many-waiting', 'this server keeps as many waiting as it can: ask without wait', {
    retryable: true,
  });
