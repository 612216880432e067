import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { openSharded } from './open.ts';

const urls = { router: env.text('PG_URL'), north: env.text('PG_URL_2'), south: env.text('PG_URL_3') };
const open = openSharded(urls, 'locking_sharded_ways');

for (const way of ['routed', 'fdw']) describeWay('two nodes', { open, way, stallMs: 300 });
