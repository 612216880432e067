import { env } from '@ticketmaster/common/env';
import { describeWay } from '@ticketmaster/locking/conformance';
import { afterAll, beforeAll } from 'vitest';
import { type Opened, openDurable } from './open.ts';

const open = openDurable({ seats: env.text('PG_URL'), provider: '' }, { patienceMs: 60_000 });
let first: Opened;
beforeAll(async () => {
  first = await open(); // DBOS starts once, and each test opens what is open
});
afterAll(() => first.close());

describeWay('a saga on DBOS', { open, way: 'dbos', stallMs: 300 });

describeWay(
  'a saga on DBOS',
  { open, way: 'effect-outside-a-step', stallMs: 300 },
  { survivesCrash: 'the card is asked again when the workflow is run again, and that money stays set aside' },
);
