import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToRedis } from '@ticketmaster/redis/connect';
import type { Redis } from 'ioredis';
import { streamOf } from './line.ts';

/** What Redis knows of a line: its length, how many each gate was handed and has not acked (the PEL), and how many nobody was. */
export async function inspect(redis: Redis, eventId: string) {
  const stream = streamOf(eventId);
  const [places, pending, idle] = await Promise.all([
    redis.xlen(stream),
    redis.xpending(stream, 'gates') as Promise<[number, string, string, [gate: string, count: string][] | null]>,
    redis.xpending(stream, 'gates', '-', '+', 1) as Promise<
      [id: string, gate: string, idleMs: number, times: number][]
    >,
  ]);
  return {
    places,
    neverHanded: places - pending[0],
    pending: (pending[3] ?? []).map(([gate, count]) => ({ gate, places: Number(count) })),
    oldestPendingMs: idle[0]?.[2] ?? null,
  };
}

if (import.meta.main) {
  const redis = connectToRedis(env.text('REDIS_URL'));
  console.log(JSON.stringify(await inspect(redis, process.argv[2] ?? '').catch(refuseToStart)));
  await redis.quit();
}
