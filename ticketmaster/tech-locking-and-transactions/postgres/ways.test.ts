import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { openPostgres } from './open.ts';

const open = openPostgres(env.text('PG_URL'));

for (const way of [
  'pessimistic',
  'nowait',
  'skip-locked',
  'optimistic',
  'repeatable-read',
  'serializable',
  'single-statement',
])
  describeWay('PostgreSQL', { open, way, stallMs: 300 });

describeWay(
  'PostgreSQL',
  { open, way: 'unsafe', stallMs: 300 },
  {
    oneBuyer: 'it looks and then writes, and others look in between',
    allOrNothing: 'the same: two pairs share a seat',
    stalledHolder: 'who pauses between the look and the write sells what was sold meanwhile',
  },
);
