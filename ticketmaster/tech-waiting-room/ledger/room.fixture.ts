import type { OpenLine } from '@ticketmaster/waiting-room/line';
import type { RoomSetup } from '@ticketmaster/waiting-room/room.fixture';
import { Redis } from 'ioredis';
import { relayAdmissions } from './admissions.ts';
import { redisLedger } from './redis-ledger.ts';

interface Parts {
  openLine: OpenLine;
  close?(): Promise<unknown>;
}

/** Servers of a room whose ledger is in that Redis, each with connections of its own. `parts` connects one of them to its line. */
export function roomOnRedis(
  url: string,
  parts: (redis: Redis) => Parts | Promise<Parts>,
  lineOf?: (eventId: string) => string,
): RoomSetup {
  return {
    async openServer(now) {
      const redis = new Redis(url);
      const { openLine, close } = await parts(redis);
      return {
        openLine,
        openLedger: redisLedger(redis, { now, keepAdmissions: 1_000, ...(lineOf && { lineOf }) }),
        relay: handler => relayAdmissions(redis, handler, { everyMs: 20, leaseMs: 200 }),
        async close() {
          await close?.();
          await redis.quit();
        },
      };
    },
  };
}
