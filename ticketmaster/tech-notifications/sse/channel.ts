import type { Authenticate } from '@ticketmaster/notifications/authenticate';
import type { Channel } from '@ticketmaster/notifications/channel';
import type { Notification } from '@ticketmaster/notifications/notification';
import type { Outbox } from '@ticketmaster/notifications/outbox';
import type { Connection } from '@ticketmaster/postgres/database';
import { deliveryLogIn, SSE } from './delivery-log.ts';
import { asEvent } from './event-stream.ts';
import type { FanOut } from './fan-out.ts';
import { missedIn } from './missed.ts';
import { type LastEventId, streamRoutes } from './routes.ts';
import { inSlices } from './slices.ts';
import type { Listener, Streams } from './streams.ts';

export interface Parts {
  db: Connection;
  outbox: Outbox;
  authenticate: Authenticate;
  streams: Streams;
  fanOut: FanOut;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Who is further behind than this is told how it stands instead of all that was. */
  keep?: number;
  sweepMs?: number;
}

/** A commit may come so much later than the time in it: longer than a statement may take, or two clocks differ. */
const OVERLAP_MS = 10_000;

/** The cursor of one that is written nothing, as nothing comes after it: the greatest int of PostgreSQL, where cursors are compared. */
const NOTHING_YET = 2 ** 31 - 1;

/**
 * Server-sent events, by hand.
 *
 *   tell            writes to the streams that this process holds, PUBLISHes the names to the others
 *   SUBSCRIBE       looks up what these visitors lack, and writes it
 *   GET …/stream    joins the streams first, then looks up what came after Last-Event-ID, and writes it
 *   every 2 s       looks up what was appended lately and has not been written
 *
 * All four come to the same: a stream has a cursor, and is written what has a higher seq. As a visitor's seq has no gaps, the next number
 * may be written at once, and any other means that something is missing and has to be looked up. So it does not matter in which order
 * they come, how often, or whether one was lost.
 * @hears news-for-visitors
 */
export function sseChannel({
  db,
  outbox,
  authenticate,
  streams,
  fanOut,
  now = Date.now,
  keep = 100,
  sweepMs = 2_000,
}: Parts): Channel {
  const missed = missedIn(db);
  const log = deliveryLogIn(db, outbox);

  function send(listener: Listener, one: Notification): void {
    if (streams.send(listener, one)) log.sent(one, now());
  }

  async function catchUp(listeners: readonly Listener[]): Promise<void> {
    if (listeners.length === 0) return;
    const behind = Map.groupBy(listeners, ({ visitorId }) => visitorId);
    const cursors = [...behind].map(([visitorId, theirs]) => ({
      visitorId,
      cursor: Math.min(...theirs.map(({ cursor }) => cursor)),
    }));
    await inSlices(await missed.after(cursors, now()), one => {
      for (const listener of behind.get(one.visitorId)!) send(listener, one);
    });
  }

  async function notifyOurs(appended: readonly Notification[]): Promise<void> {
    const behind: Listener[] = [];
    await inSlices(appended, one => {
      for (const listener of streams.of(one.visitorId))
        if (one.seq <= listener.cursor + 1) send(listener, one);
        else behind.push(listener);
    });
    await catchUp(behind);
  }

  const inFlight = new Set<Promise<void>>();
  function inBackground(work: Promise<void>): Promise<void> {
    const done = work
      .catch(({ message }) => console.error(`The next sweep has to look again: ${message}`))
      .finally(() => inFlight.delete(done));
    inFlight.add(done);
    return done;
  }

  async function open(visitorId: string, asked: LastEventId, response: Listener['response']): Promise<void> {
    const listener = { visitorId, response, cursor: asked === 'MALFORMED' ? NOTHING_YET : asked };
    streams.add(listener); // from here on it is told what comes, so what it has missed has an end
    try {
      const newest = await missed.newest(visitorId);
      if (asked === 'MALFORMED' || asked > newest || newest - asked > keep) return await resync(listener, newest);
      if (asked > 0) log.covered(visitorId, asked, now());
      if (asked < newest) await catchUp([listener]);
    } catch (error) {
      console.error(`A stream could not catch up, and is to come back: ${(error as Error).message}`);
      response.destroy(); // not an answer 503, which would stop an EventSource for ever
    }
  }

  /**
   * For one whose id says nothing: all that holds, to replace what it knows.
   * @message resync over sse `GET /api/visitors/{visitorId}/stream`
   * @word 'resync'
   * @field newest the number to go on from
   * @field notifications all that hold, in place of whatever was known
   * @says To a visitor whose last id says nothing, or is too old.
   * @sends resync
   */
  async function resync(listener: Listener, newest: number): Promise<void> {
    listener.cursor = NOTHING_YET;
    const notifications = await outbox.after(listener.visitorId, Math.max(0, newest - keep), now(), keep);
    const upTo = Math.max(newest, notifications.at(-1)?.seq ?? 0);
    streams.write(listener, asEvent(upTo, 'resync', { newest: upTo, notifications }));
    listener.cursor = upTo;
    await catchUp([listener]); // what was told in the meantime
  }

  let swept = now() - OVERLAP_MS;
  async function sweep(): Promise<void> {
    const at = now() - OVERLAP_MS;
    const lately = await missed.since(swept, now());
    await catchUp(lately.flatMap(({ visitorId, seq }) => streams.of(visitorId).filter(({ cursor }) => cursor < seq)));
    swept = at;
  }
  let sweeping = false; // one at a time, however long it takes
  const timer = setInterval(() => {
    if (sweeping) return;
    sweeping = true;
    void inBackground(sweep()).finally(() => {
      sweeping = false;
    });
  }, sweepMs);

  fanOut.subscribe(visitorIds => void inBackground(catchUp(visitorIds.flatMap(streams.of))));

  return {
    name: SSE,
    routes: streamRoutes(authenticate, streams.reserve, open),

    /** @sends news-for-visitors */
    notify(appended) {
      void inBackground(notifyOurs(appended));
      fanOut.publish(appended.map(({ visitorId }) => visitorId));
    },

    ready: () => missed.newest(''), // not Redis: without it all works, only up to a sweep later

    async close() {
      clearInterval(timer);
      await streams.close();
      await Promise.all(inFlight);
      await log.close();
    },
  };
}
