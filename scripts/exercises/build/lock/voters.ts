import type { Redis } from 'ioredis';
import type { RedisVoter } from '../../../../ticketmaster/tech-locking-and-transactions/redlock/voters.ts';

/** Your voter: one Redis server, which knows nothing of the others. Each verb rejects when the server does not answer in time. */
export const voterOf = (redis: Redis): RedisVoter => ({
  redis,

  /** False when somebody has the key. */
  async take(key, value, leaseMs) {
    throw new Error(`your turn: take, ${key} with ${value}, for ${leaseMs} ms`);
  },

  /** False when the key is not, or no longer, ours. */
  async extend(key, value, leaseMs) {
    throw new Error(`your turn: extend, ${key} with ${value}, for ${leaseMs} ms`);
  },

  /** Leaves what is not ours. */
  async release(key, value) {
    throw new Error(`your turn: release, ${key} with ${value}`);
  },
});
