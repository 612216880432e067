import type { Cluster, Redis } from 'ioredis';
import type { HotKeys } from './hot-keys.ts';

export interface HotBoardOptions {
  /** The key in Redis; boards with other names know nothing of each other. */
  name: string;
  /** This process, among all that share the board. */
  processId: string;
  /** Reads of a key in the window, over all processes, from which on it is hot. It stays so until it has fallen below half of that. */
  hotFrom: number;
  /** What a process has said counts for so long. */
  freshMs?: number;
  now?: () => number;
}

/**
 * What is hot over all processes: each writes its most read keys into its field of one hash, and adds up what the others wrote. Call `share`
 * every half second or so: three commands, however much is read. When Redis does not answer, what was hot stays hot.
 */
export function hotBoard(redis: Redis | Cluster, mine: HotKeys, options: HotBoardOptions) {
  const { name, processId, hotFrom, freshMs = 3_000, now = Date.now } = options;
  let hot: ReadonlySet<string> = new Set();

  return {
    isHot: (key: string) => hot.has(key),
    hot: () => [...hot],

    async share(): Promise<void> {
      await redis.hset(name, processId, JSON.stringify({ at: now(), top: mine.hottest() }));
      await redis.pexpire(name, 20 * freshMs); // when the last process has ended
      const said = await redis.hgetall(name);
      const sums = new Map<string, number>();
      const gone: string[] = [];
      for (const [id, text] of Object.entries(said)) {
        const { at, top } = JSON.parse(text) as { at: number; top: [key: string, reads: number][] };
        if (Math.abs(now() - at) > freshMs) gone.push(id);
        else for (const [key, reads] of top) sums.set(key, (sums.get(key) ?? 0) + reads);
      }
      if (gone.length) await redis.hdel(name, ...gone);
      hot = new Set(
        [...sums].flatMap(([key, reads]) => (reads >= (hot.has(key) ? hotFrom / 2 : hotFrom) ? [key] : [])),
      );
    },
  };
}

export type HotBoard = ReturnType<typeof hotBoard>;
