import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { openRedlock } from './open.ts';
import { serversFrom } from './servers.ts';
import { waysOf } from './ways.ts';

const open = openRedlock(
  serversFrom(env),
  { leaseMs: 300, holdMs: 600, waitMs: 3_000 },
  waysOf,
  'locking_redlock_ways',
);
const stallMs = 1_500; // by then no lock is left, and whoever waited for it is done

for (const way of ['one-redis', 'redlock']) describeWay('Redis locks', { open, way, stallMs });

describeWay(
  'Redis locks',
  { open, way: 'unfenced', stallMs },
  { stalledHolder: 'between the last look at the lock and the write it can be lost, and nobody at the storage asks' },
);

describeWay(
  'Redis locks',
  { open, way: 'unsafe', stallMs },
  {
    oneBuyer: 'it looks and then writes, and others look in between',
    allOrNothing: 'the same: two pairs share a seat',
    stalledHolder: 'who pauses between the look and the write sells what was sold meanwhile',
  },
);
