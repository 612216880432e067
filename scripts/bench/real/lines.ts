import type { Redis } from 'ioredis';
import { boxOffice } from '../../../ticketmaster/real-implementation/crowd/box-office.ts';
import { redisLineUp } from '../../../ticketmaster/tech-waiting-room/ledger/line-up.ts';
import { streamOf } from '../../../ticketmaster/tech-waiting-room/redis-streams/line.ts';

/** In one call of Redis. */
const AT_ONCE = 500;

/** Lines of the real shop, for a bench, of events of their own; nobody is let in. */
export function openLines(redis: Redis, server: string, operatorToken: string) {
  const office = boxOffice([server], operatorToken);
  const lineUp = redisLineUp(redis, streamOf);
  const eventIds: string[] = [];
  return {
    /** Answers the event, when so many wait for it. */
    async open(waiting: number): Promise<string> {
      const { eventId } = await office.putOnSale({ venueId: 'V3', waitingRoom: 'hold', priceCents: 5_000 });
      eventIds.push(eventId);
      await office.setRoom(eventId, { open: false, noShowSeconds: 3_600 });
      for (let done: number | 'NO_ROOM' = 0; done < waiting; ) {
        const count = Math.min(AT_ONCE, waiting - done);
        done = await lineUp(
          eventId,
          'bench',
          done,
          Array.from({ length: count }, () => crypto.randomUUID()),
        );
        if (done === 'NO_ROOM') throw new Error(`${eventId} has no waiting room`);
      }
      return eventId;
    },

    /** Redis forgets them. */
    async drop(): Promise<void> {
      for (const eventId of eventIds)
        for await (const keys of redis.scanStream({ match: `*{${eventId}}*`, count: 5_000 }))
          if (keys.length) await redis.unlink(...(keys as string[]));
    },
  };
}
