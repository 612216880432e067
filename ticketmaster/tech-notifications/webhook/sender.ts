import { batcher } from '@ticketmaster/common/batch';
import type { Attempt, Notification } from '@ticketmaster/notifications/notification';
import type { Outbox } from '@ticketmaster/notifications/outbox';
import { inWords, isSuccess, outcomeOf, type RetryPolicy } from './outcome.ts';
import type { Answer, Poster } from './post.ts';
import { type InFlight, slots } from './slots.ts';
import { type Due, WEBHOOK, type Webhooks } from './webhooks.ts';

export interface SendOptions {
  inFlight: InFlight;
  retries: RetryPolicy;
  /** How long one attempt may take, and twice that is what it is leased for. */
  timeoutMs: number;
  /** How often to look into the outbox when nobody wakes it. */
  pollMs: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Sender {
  /** There is something to send. */
  wake(): void;
  /** Sends one notification now, out of turn; undefined when too much is in flight. */
  sendByHand(due: Due): Promise<Attempt | undefined>;
  /** Starts nothing new, and resolves when nothing is in flight; what is not answered in a second is cut off. */
  close(): Promise<void>;
}

interface Written {
  attempt: Attempt;
  visitorId: string;
  leaseUntil: number;
  dueAt: number;
}

export interface SenderParts {
  outbox: Outbox;
  webhooks: Webhooks;
  poster: Poster;
}

/** Takes what is due out of the outbox and posts it, until it is closed. */
export function sender({ outbox, webhooks, poster }: SenderParts, options: SendOptions): Sender {
  const { retries, timeoutMs, pollMs, now } = options;
  const wakeUp = wakeUpEvery(pollMs);
  const { receivers, free, hasRoomFor, take } = slots(options.inFlight, wakeUp.wake); // the visitor's next one may be due, too
  const sending = new Set<Promise<unknown>>();
  let closing = false;

  async function work(): Promise<void> {
    while (!closing) {
      await startWhatIsDue().catch(({ message }: Error) => console.error(`The outbox cannot be read: ${message}`));
      await wakeUp.next(); // all that could be started was
    }
  }

  async function startWhatIsDue(): Promise<void> {
    for (const unhealthy of [false, true]) {
      const limit = free(unhealthy);
      if (limit <= 0 || (unhealthy && receivers.unhealthy.size === 0)) continue;
      const at = now();
      const leaseUntil = at + 2 * timeoutMs;
      for (const due of await webhooks.claim({ now: at, leaseUntil, limit, unhealthy, receivers })) {
        const done = sendInTurn(due, leaseUntil).catch(({ message }: Error) => {
          console.error(`${due.notification.notificationId} is sent again after its lease: ${message}`);
        });
        sending.add(done);
        void done.finally(() => sending.delete(done));
      }
    }
  }

  /** Thousands of outcomes a second are not thousands of transactions. */
  const write = batcher<Written, void>(
    async batch => {
      await outbox.record(
        WEBHOOK,
        batch.map(({ attempt }) => attempt),
      );
      await webhooks.release(batch); // afterwards, for the line goes on from here
      return [];
    },
    { most: 1_000, inFlight: 1 },
  );

  async function sendInTurn(due: Due, leaseUntil: number): Promise<void> {
    const { notificationId, visitorId, expiresAt } = due.notification;
    await holdingASlot(due, async answer => {
      const at = now();
      const tried = {
        attempts: due.attempts + 1,
        expiresAt: expiresAt === null ? Infinity : Date.parse(expiresAt),
        now: at,
      };
      const outcome = outcomeOf(answer, tried, retries);
      const { state, detail } = outcome;
      if (outcome.state === 'DEAD') {
        const dead = { dead: notificationId, visitorId, why: detail };
        console.error(JSON.stringify({ time: new Date(at).toISOString(), ...dead }));
        if (outcome.gone) await giveUp(due);
      }
      const dueAt = outcome.state === 'PENDING' ? outcome.dueAt : at;
      await write({ attempt: { notificationId, state, detail, at }, visitorId, leaseUntil, dueAt });
    });
  }

  async function sendByHand(due: Due): Promise<Attempt> {
    const { notificationId } = due.notification;
    return holdingASlot(due, async answer => {
      const state = isSuccess(answer) ? 'DELIVERED' : 'DEAD';
      const attempt: Attempt = { notificationId, state, detail: `by hand: ${inWords(answer)}`, at: now() };
      await outbox.record(WEBHOOK, [attempt]);
      return attempt;
    });
  }

  /** @sends notification-by-webhook */
  async function holdingASlot<T>(
    { notification, url, origin, secrets }: Due,
    write: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    const slot = take(origin);
    try {
      const message = { id: notification.notificationId, url, secrets, body: bodyOf(notification) };
      const answer = await poster.post(message);
      slot.answered(isSuccess(answer)); // what it takes us to write that down is not its fault
      return await write(answer);
    } finally {
      slot.giveBack();
    }
  }

  /** The receiver is gone for good: what waits behind this one is not tried. */
  async function giveUp({ notification: { visitorId, notificationId }, url }: Due): Promise<void> {
    const waiting = (await webhooks.disable(visitorId, url)).filter(id => id !== notificationId);
    const why = { state: 'DEAD', detail: 'not sent: the webhook answered 410', at: now() } as const;
    await outbox.record(
      WEBHOOK,
      waiting.map(id => ({ notificationId: id, ...why })),
    );
  }

  const working = work();
  return {
    wake: wakeUp.wake,

    sendByHand: async due => (hasRoomFor(due.origin) ? sendByHand(due) : undefined),

    async close() {
      closing = true;
      wakeUp.wake();
      await working;
      const patience = setTimeout(poster.close, 1_000);
      await Promise.all(sending);
      clearTimeout(patience);
      poster.close();
    },
  };
}

/**
 * The payload of Standard Webhooks. The same in every attempt, to the byte.
 * @says A message of the outbox, posted to the visitor it is for.
 * @message notification-by-webhook over webhook the URL that the visitor has registered
 * @field type of the notification
 * @field timestamp when it was made
 * @field data the notification, without its type
 * @word notificationId
 * @lost Posted again, later and later, until it is answered 2xx or given up as DEAD.
 * @twice The same webhook-id.
 * @outside hears any receiver of Standard Webhooks that a visitor has registered
 */
export function bodyOf({ type, createdAt, ...rest }: Notification): string {
  return JSON.stringify({ type, timestamp: createdAt, data: { ...rest, createdAt } });
}

/** Comes by itself after `ms`; one that comes while nobody waits is for the next who does. */
function wakeUpEvery(ms: number) {
  let waiting = () => {};
  let came = false;
  return {
    wake() {
      came = true;
      waiting();
    },
    async next(): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      waiting = resolve;
      if (!came) await promise;
      clearTimeout(timer);
      came = false;
    },
  };
}
