import { valid } from '@ticketmaster/common/validation';
import type { DedupeStore } from '@ticketmaster/notifications/dedupe-store';
import { aNotification, hearInto, type Subscriber } from '@ticketmaster/notifications/user-app';
import { z } from 'zod';
import type { StreamEvent } from './event-stream.ts';
import { keepListening, type Listening } from './listening.ts';

const aResync = z.object({ notifications: z.array(aNotification) });

export interface SubscriberOptions {
  serverUrl: string;
  /** More than two heartbeats of the server. */
  silentMs?: number;
  longestPauseMs?: number;
}

/** The app's half: a stream for each visitor, that goes on after the last seq in the dedupe store. */
export function streamSubscriber(store: DedupeStore, options: SubscriberOptions): Subscriber {
  const { serverUrl, silentMs = 35_000, longestPauseMs = 5_000 } = options;
  const streams = new Map<string, Listening>();
  let closed = false;

  /**
   * @hears notification
   * @hears resync
   */
  function hear(visitorId: string, { event, data }: StreamEvent): void {
    if (event === 'notification') hearInto(store, { ...valid(aNotification, JSON.parse(data)), visitorId });
    if (event === 'resync')
      for (const one of valid(aResync, JSON.parse(data)).notifications) hearInto(store, { ...one, visitorId });
  }

  return {
    /** @hears replaced */
    async listenFor(visitorId, key) {
      const listening: Listening = keepListening({
        ...{ url: `${serverUrl}/api/visitors/${visitorId}/stream`, silentMs, longestPauseMs },
        headers: () => ({ authorization: `Bearer ${key}`, 'last-event-id': `${store.cursor(visitorId)}` }),
        hear: event => (event.event === 'replaced' ? listening.stop() : hear(visitorId, event)), // too many listen for this visitor
      });
      await listening.begun;
      if (closed) return listening.stop();
      streams.get(visitorId)?.stop();
      streams.set(visitorId, listening);
    },

    async close() {
      closed = true;
      for (const listening of streams.values()) listening.stop();
    },
  };
}
