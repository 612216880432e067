import { env } from '@ticketmaster/common/env';
import { describe, it } from 'vitest';
import { fencePromises } from './fence-promises.ts';
import { openRedlock } from './open.ts';
import { serversFrom } from './servers.ts';
import { waysOf } from './ways.ts';

const open = openRedlock(
  serversFrom(env),
  { leaseMs: 1_000, holdMs: 1_000, waitMs: 4_000 },
  waysOf,
  'locking_redlock_fence',
);

describe.concurrent.for(['one-redis', 'redlock'])('the fence of %s', way => {
  it.for(Object.entries(fencePromises))('%s', ([, check]) => check(open, way));
});
