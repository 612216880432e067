import type { Attempt, Notification } from './notification.ts';
import type { Admit, Outbox, Place } from './outbox.ts';

/** The reference outbox: what outbox.ts means, in arrays. */
export function memoryOutbox(): Outbox {
  const keys = new Map<string, string>();
  const events = new Map<string, { joined: string[]; admitted: number }>();
  const calls = new Map<string, { of: string; admitted: Notification[] }>();
  const stored: Notification[] = [];
  const attempts: Attempt[] = [];

  function placeIn(eventId: string, visitorId: string): Place {
    const { joined, admitted } = events.get(eventId)!;
    const place = joined.indexOf(visitorId) + 1;
    return { place, ahead: Math.max(place - admitted - 1, 0), state: place <= admitted ? 'ADMITTED' : 'WAITING' };
  }

  function notification(eventId: string, visitorId: string, { now, expiresAt }: Admit): Notification {
    return {
      ...{ notificationId: crypto.randomUUID(), type: 'waiting-room.admitted', visitorId, eventId },
      seq: stored.filter(other => other.visitorId === visitorId).length + 1,
      admissionToken: crypto.randomUUID(),
      ...{ admittedAt: new Date(now).toISOString(), expiresAt: new Date(expiresAt).toISOString() },
    };
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

    async admit(admit) {
      const { eventId, count, key } = admit;
      const of = `${eventId} ${count}`;
      const before = calls.get(key);
      if (before) return before.of === of ? { admitted: before.admitted, again: true } : 'KEY_REUSED';
      const event = events.get(eventId) ?? { joined: [], admitted: 0 };
      const next = event.joined.slice(event.admitted, event.admitted + count);
      event.admitted += next.length;
      const admitted = next.map(visitorId => notification(eventId, visitorId, admit));
      stored.push(...admitted);
      calls.set(key, { of, admitted });
      return { admitted, again: false };
    },

    after: async (visitorId, seq, now, limit) =>
      stored
        .filter(one => one.visitorId === visitorId && one.seq > seq && Date.parse(one.expiresAt) > now)
        .slice(0, limit),

    note: async noted => void attempts.push(...noted),

    async deliveries(visitorId, now, limit) {
      const newest = stored.filter(one => one.visitorId === visitorId).slice(-limit);
      return newest.map(({ notificationId, type, eventId, seq, expiresAt }) => {
        const made = attempts.filter(attempt => attempt.notificationId === notificationId);
        const delivered = made.some(({ state }) => state === 'DELIVERED');
        const open = Date.parse(expiresAt) <= now ? 'EXPIRED' : (made.at(-1)?.state ?? 'PENDING');
        return {
          ...{ notificationId, type, eventId, seq, expiresAt, state: delivered ? 'DELIVERED' : open },
          attempts: made.map(({ at, detail }) => ({ at: new Date(at).toISOString(), detail })),
        };
      });
    },
  };
}
