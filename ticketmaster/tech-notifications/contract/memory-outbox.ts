import { type Attempt, hasExpired, type Message, type Notification } from './notification.ts';
import type { Outbox } from './outbox.ts';
import { ADMITTED, type Place, type Queue } from './queue.ts';

/** The reference outbox and the line on top of it: what outbox.ts and queue.ts mean, in arrays. */
export function memoryOutbox(): Outbox & { append(message: Message, now: number): Notification } {
  const stored: (Notification & { dedupeKey: string })[] = [];
  const attempts: (Attempt & { channel: string })[] = [];
  const shown = ({ dedupeKey, ...notification }: (typeof stored)[0]): Notification => notification;

  return {
    append({ dedupeKey, expiresAt, ...message }, now) {
      const theirs = stored.filter(({ visitorId }) => visitorId === message.visitorId);
      const known = theirs.find(one => one.dedupeKey === dedupeKey);
      if (known) return shown(known);
      const times = {
        createdAt: new Date(now).toISOString(),
        expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      };
      stored.push({ notificationId: crypto.randomUUID(), seq: theirs.length + 1, dedupeKey, ...message, ...times });
      return shown(stored.at(-1)!);
    },

    after: async (visitorId, seq, now, limit) =>
      stored
        .filter(one => one.visitorId === visitorId && one.seq > seq && !hasExpired(one, now))
        .slice(0, limit)
        .map(shown),

    record: async (channel, made) => void attempts.push(...made.map(one => ({ ...one, channel }))),

    async deliveries(channel, visitorId, now, limit) {
      const newest = stored.filter(one => one.visitorId === visitorId).slice(-limit);
      return newest.map(({ notificationId, type, seq, dedupeKey, expiresAt }) => {
        const made = attempts.filter(one => one.notificationId === notificationId && one.channel === channel);
        const delivered = made.some(({ state }) => state === 'DELIVERED');
        const open = hasExpired({ expiresAt }, now) ? 'EXPIRED' : (made.at(-1)?.state ?? 'PENDING');
        return {
          ...{ notificationId, type, seq, dedupeKey, expiresAt, state: delivered ? 'DELIVERED' : open },
          attempts: made.map(({ at, detail }) => ({ at: new Date(at).toISOString(), detail })),
        };
      });
    },
  };
}

export function memoryQueue(outbox: ReturnType<typeof memoryOutbox>): Queue {
  const keys = new Map<string, string>();
  const events = new Map<string, { joined: string[]; admitted: number }>();
  const calls = new Map<string, { of: string; admitted: Notification[] }>();

  function placeIn(eventId: string, visitorId: string): Place {
    const { joined, admitted } = events.get(eventId)!;
    const place = joined.indexOf(visitorId) + 1;
    return { place, ahead: Math.max(place - admitted - 1, 0), state: place <= admitted ? 'ADMITTED' : 'WAITING' };
  }

  return {
    async join(eventId, visitorId, key) {
      if ((keys.get(visitorId) ?? key) !== key) return 'WRONG_KEY';
      keys.set(visitorId, key);
      if (!events.has(eventId)) events.set(eventId, { joined: [], admitted: 0 });
      const { joined } = events.get(eventId)!;
      if (!joined.includes(visitorId)) joined.push(visitorId);
      return placeIn(eventId, visitorId);
    },

    isKeyOf: async (visitorId, key) => keys.get(visitorId) === key,

    async admit({ eventId, count, key, now, expiresAt, dataFor }) {
      const of = `${eventId} ${count}`;
      const before = calls.get(key);
      if (before) return before.of === of ? { admitted: before.admitted, again: true } : 'KEY_REUSED';
      const event = events.get(eventId) ?? { joined: [], admitted: 0 };
      const next = event.joined.slice(event.admitted, event.admitted + count);
      event.admitted += next.length;
      const admitted = await Promise.all(
        next.map(async visitorId => {
          const data = { eventId, ...(await dataFor(visitorId)) };
          return outbox.append(
            { visitorId, type: ADMITTED, data, dedupeKey: `admission to ${eventId}`, expiresAt },
            now,
          );
        }),
      );
      calls.set(key, { of, admitted });
      return { admitted, again: false };
    },
  };
}
