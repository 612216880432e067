import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notification } from '@ticketmaster/notifications/notification';
import { asEvent, asRetry, HEARTBEAT } from './event-stream.ts';
import { inSlices } from './slices.ts';

/** One connection of a visitor. There may be many thousands: this is all that we keep for each. */
export interface Listener {
  readonly visitorId: string;
  readonly response: ServerResponse;
  /** The last seq that was written to it. */
  cursor: number;
}

/** The connections that this process holds. */
export interface Streams {
  /** Takes a place for a connection, until it closes. False when all are taken. At once, before anything is awaited. */
  reserve(response: ServerResponse): boolean;
  /** Starts to write to this one, which has a place. The visitor's oldest is told to stay away when there are too many. */
  add(listener: Listener): void;
  of(visitorId: string): readonly Listener[];
  /** Connections that have a place now. */
  count(): number;
  /** Writes it, unless it was written before or the connection is gone. True when it was written. */
  send(listener: Listener, one: Notification): boolean;
  /** Writes any text; as bytes, where many get the same. Who does not read what was written is dropped, and catches up when it comes back. */
  write(listener: Listener, text: string | Uint8Array): boolean;
  /** Ends all of them, and resolves when they are gone: after a second at most. */
  close(): Promise<void>;
}

export interface Bounds {
  /** Connections in all. Each needs a file descriptor: see `ulimit -n`. */
  most?: number;
  /** A browser opens six connections to one server; more streams than this would leave it none for anything else. */
  perVisitor?: number;
  /** Bytes that may wait in this process for a reader; the kernel holds some more. */
  unread?: number;
  heartbeatMs?: number;
  /** How long clients are asked to wait before they come back: half of this to one and a half, another time for each. */
  retryMs?: number;
}

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no', // or nginx keeps events until it has 4 kB of them
};

/**
 * What the one who is closed for a newer one hears: a client that obeys neither comes back after a minute.
 * @message replaced over sse `GET /api/visitors/{visitorId}/stream`
 * @word 'replaced'
 * @field data an empty object: its name says all
 * @says The stream is closed for a newer one of the same visitor, and the client is to stay away.
 * @lost A client that does not heed it comes back after a minute.
 * @sends replaced
 */
const REPLACED = `retry: 60000\nevent: replaced\ndata: {}\n\n`;

export function openStreams(bounds: Bounds = {}): Streams {
  const { most = 15_000, perVisitor = 4, unread = 65_536, heartbeatMs = 15_000, retryMs = 2_000 } = bounds;
  const byVisitor = new Map<string, readonly Listener[]>(); // the arrays are replaced, never changed: somebody may be walking along one
  let size = 0; // of connections, also of those that are not let in yet
  let closing = false;

  function remove(listener: Listener): void {
    const others = of(listener.visitorId).filter(one => one !== listener);
    if (others.length) byVisitor.set(listener.visitorId, others);
    else byVisitor.delete(listener.visitorId);
  }

  const of = (visitorId: string): readonly Listener[] => byVisitor.get(visitorId) ?? [];

  function write({ response }: Listener, text: string | Uint8Array): boolean {
    if (response.destroyed || response.writableEnded) return false;
    if (response.writableLength > unread) {
      response.destroy();
      return false;
    }
    response.write(text);
    return true;
  }

  function replace(oldest: Listener): void {
    remove(oldest);
    if (write(oldest, REPLACED)) oldest.response.end();
  }

  const all = () => [...byVisitor.values()].flat();
  const beating = setInterval(() => void inSlices(all(), listener => write(listener, HEARTBEAT)), heartbeatMs);

  return {
    of,
    write,
    count: () => size,

    reserve(response) {
      if (closing || size >= most) return false;
      size++;
      response.on('close', () => size--);
      return true;
    },

    add(listener) {
      const { visitorId, response } = listener;
      const before = of(visitorId);
      byVisitor.set(visitorId, [...before, listener]);
      response.on('close', () => remove(listener));
      response.removeHeader('transfer-encoding'); // no chunks: the stream ends with its connection, as the standard advises
      response.writeHead(200, headers);
      write(listener, asRetry(Math.round(retryMs * (0.5 + Math.random()))));
      if (before.length >= perVisitor) replace(before[0]!);
    },

    /**
     * @message notification over sse `GET /api/visitors/{visitorId}/stream`
     * @carries Notification
     * @word 'notification'
     * @says A message of the outbox, told to its visitor; its seq is the id of the event.
     * @lost Told when the visitor comes again: with the id of the last event that was heard.
     * @twice The same notificationId.
     * @sends notification
     */
    send(listener, one) {
      if (one.seq <= listener.cursor) return false;
      if (!write(listener, asEvent(one.seq, 'notification', one))) return false;
      listener.cursor = one.seq;
      return true;
    },

    async close() {
      closing = true;
      clearInterval(beating);
      for (const { response } of all()) response.end();
      const until = Date.now() + 1_000;
      while (size > 0 && Date.now() < until) await sleep(10);
      for (const { response } of all()) response.destroy(); // who does not read its end
    },
  };
}
