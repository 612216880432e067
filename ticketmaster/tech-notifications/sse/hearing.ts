import { valid } from '@ticketmaster/common/validation';
import type { Diary } from '@ticketmaster/notifications/diary';
import { type Hearing, hearInto } from '@ticketmaster/notifications/user-app';
import { z } from 'zod';
import { keepListening, type Listening } from './listening.ts';
import type { StreamEvent } from './wire.ts';

const anAdmission = z.object({
  notificationId: z.uuid(),
  eventId: z.string(),
  seq: z.number(),
  expiresAt: z.iso.datetime(),
});
const aResync = z.object({ admissions: z.array(anAdmission) });

export interface HearingOptions {
  serverUrl: string;
  /** More than two heartbeats of the server. */
  silentMs?: number;
  longestPauseMs?: number;
}

/** The app's half: a stream for each visitor, that goes on after the last seq in the diary. */
export function hearingByStream(diary: Diary, options: HearingOptions): Hearing {
  const { serverUrl, silentMs = 35_000, longestPauseMs = 5_000 } = options;
  const streams = new Map<string, Listening>();
  let closed = false;

  function hear(visitorId: string, { event, data }: StreamEvent): void {
    if (event === 'admitted') hearInto(diary, { ...valid(anAdmission, JSON.parse(data)), visitorId });
    if (event === 'resync')
      for (const one of valid(aResync, JSON.parse(data)).admissions) hearInto(diary, { ...one, visitorId });
  }

  return {
    async listenFor(visitorId, key) {
      const listening: Listening = keepListening({
        ...{ url: `${serverUrl}/api/visitors/${visitorId}/stream`, silentMs, longestPauseMs },
        headers: () => ({ authorization: `Bearer ${key}`, 'last-event-id': `${diary.cursor(visitorId)}` }),
        hear: told => (told.event === 'replaced' ? listening.stop() : hear(visitorId, told)), // too many listen for this visitor
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
