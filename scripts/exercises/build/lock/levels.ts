// The judge: one level for each promise of the lock, in their order; the first that is red is yours. Nothing to change here.
import { afterAll } from 'vitest';
import { env } from '../../../../ticketmaster/common/env.ts';
import type { LockUnderTest } from '../../../../ticketmaster/tech-locking-and-transactions/redlock/lock-promises.ts';
import { checkedLock, describeLevels } from '../climb.ts';
import { threeServers } from '../three-servers.ts';
import { inOrder, redisLocks } from './lock.ts';
import { voterOf } from './voters.ts';

const servers = await threeServers(env);
afterAll(() => {
  for (const redis of servers) redis.disconnect();
});
const voters = servers.map(voterOf);
const under: LockUnderTest = {
  voters,
  lock: (options, keys, asked = voters) => inOrder(redisLocks(asked, options))(keys),
};
describeLevels(checkedLock(under), import.meta.dirname);
