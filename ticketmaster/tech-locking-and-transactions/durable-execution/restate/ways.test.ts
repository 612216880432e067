import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { unique } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import { afterAll } from 'vitest';
import { openRestate } from './open.ts';

const urls = { seats: env.text('PG_URL'), provider: '', restate: env.text('RESTATE_URL') };
const open = openRestate(urls, { port: await freePort(), service: unique('sale'), patienceMs: 60_000 });

const kept = await open(); // the promises open it again and again, and share it
afterAll(kept.close);

describeWay('a saga on Restate', { open, way: 'restate', stallMs: 300 });
