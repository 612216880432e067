import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '@ticketmaster/common/problem';
import type { DedupeStore } from '@ticketmaster/notifications/dedupe-store';
import type { Notification } from '@ticketmaster/notifications/notification';
import { hearInto, type Subscriber } from '@ticketmaster/notifications/user-app';
import { type Answer, Refused, type RemoteInbox, type Visitor } from './remote-inbox.ts';

export interface Ways {
  /** `poll` asks when the server says so; `long-poll` lets the server answer when there is something. */
  mode?: 'poll' | 'long-poll';
  /** How long a long poll may take; whole seconds. */
  waitSeconds?: number;
  /** Polls at this pace, in milliseconds, whatever the server says. */
  everyMs?: number;
  /** The effect of a notification, once however often it comes. */
  hear?(store: DedupeStore, notification: Notification): boolean;
}

/**
 * Asks for each visitor what came after the last that the dedupe store knows, enters that into the dedupe store, and only then acknowledges it. The dedupe store
 * is the cursor, so there is no instant at which a crash could lose one or have one twice.
 */
export function inboxSubscriber(store: DedupeStore, inbox: RemoteInbox, ways: Ways = {}): Subscriber {
  const { hear = hearInto } = ways;
  const loops = new Map<string, { stop(): Promise<void> }>();
  let closed = false;

  /** One question, and all that follows from its answer. */
  async function ask(visitor: Visitor, known: Known, wait: number, stop: AbortSignal): Promise<Heard> {
    const { visitorId } = visitor;
    const askedAt = performance.now();
    const answer = await inbox.look(visitor, { after: store.cursor(visitorId), wait, etag: known.etag }, stop);
    const early = answer.notifications.length === 0 && performance.now() - askedAt < wait * 1_000 - 500;
    for (const notification of answer.notifications) hear(store, notification);
    known.etag = answer.etag;
    const upTo = store.cursor(visitorId); // an acknowledgement that was lost before is made good here
    if (upTo > known.acknowledged) await inbox.acknowledge(visitor, upTo, stop);
    known.acknowledged = upTo;
    return { ...answer, early };
  }

  async function keepAsking(visitor: Visitor, known: Known, first: Heard | Error, stop: AbortSignal): Promise<void> {
    let [last, failures, inStep] = [first, 0, true];
    while (!stop.aborted) {
      failures = last instanceof Error ? failures + 1 : 0;
      if (failures === 1) console.error(`${visitor.visitorId}: ${(last as Error).message}`);
      if (isRefusal(last)) return;
      const { pauseMs, wait } = nextQuestion(last, failures, inStep, ways);
      await sleep(pauseMs, undefined, { signal: stop }).catch(() => {});
      inStep = failures > 0;
      last = await ask(visitor, known, wait, stop).catch(asError);
    }
  }

  return {
    async listenFor(visitorId, key) {
      const [visitor, stopping] = [{ visitorId, key }, new AbortController()];
      const known: Known = { acknowledged: 0, etag: undefined };
      const first = await ask(visitor, known, 0, stopping.signal).catch(asError);
      if (isRefusal(first)) throw first;
      if (closed) return;
      const before = loops.get(visitorId);
      const ended = keepAsking(visitor, known, first, stopping.signal);
      loops.set(visitorId, {
        stop() {
          stopping.abort();
          return ended;
        },
      });
      await before?.stop();
    },

    async close() {
      closed = true;
      await Promise.all([...loops.values()].map(loop => loop.stop()));
      inbox.close();
    },
  };
}

/**
 * After a failure the next question is asked without a wait, since something may have been missed, later and later, each at a random time.
 * Those who are in step with all others, as after a start of the server, first take a random part of a pace, so as not to come back together.
 */
function nextQuestion(last: Heard | Error, failures: number, inStep: boolean, ways: Ways) {
  const { mode = 'long-poll', waitSeconds = 20, everyMs } = ways;
  if (last instanceof Error) {
    const asked = last instanceof Refused ? last.retryAfterMs : 0;
    return { pauseMs: asked + Math.random() * Math.min(5_000, 100 * 2 ** failures), wait: 0 };
  }
  if (mode === 'long-poll') {
    const wait = Math.ceil(waitSeconds * (inStep ? Math.random() : 1));
    return { pauseMs: last.early ? 1_000 * Math.random() : 0, wait };
  }
  const paceMs = everyMs ?? last.pollAfterMs * (0.75 + Math.random() / 2);
  return { pauseMs: paceMs * (inStep ? Math.random() : 1), wait: 0 };
}

interface Known {
  acknowledged: number;
  etag: string | undefined;
}

interface Heard extends Answer {
  /** Nothing, before the time was up: the server lets go of everybody. */
  early: boolean;
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** Asking again with this key is of no use. */
const isRefusal = (last: Heard | Error) => last instanceof Problem && (last.status === 401 || last.status === 403);
