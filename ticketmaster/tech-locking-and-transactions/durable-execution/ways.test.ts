import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { openDurable } from './open.ts';

describeWay('a saga on DBOS', {
  open: openDurable({ seats: env.text('PG_URL'), provider: '' }),
  ...{ way: 'dbos', stallMs: 300 },
});
