import { env } from '@ticketmaster/common/env';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { describeWay } from '@ticketmaster/locking/conformance';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Opened, openDurable } from './open.ts';

const schema = unique('durable_ways');
const open = openDurable({ seats: env.text('PG_URL'), provider: '' }, { schema, patienceMs: 60_000 });
let first: Opened;
beforeAll(async () => {
  first = await open(); // DBOS starts once, and each test opens what is open
});
afterAll(async () => {
  await first.close();
  const db = connectToPostgres(env.text('PG_URL'), { schema, connections: 1 });
  await db.query(`drop schema if exists ${schema}, ${schema}_dbos, ${schema}_provider cascade`);
  await db.close();
});

describeWay('a saga on DBOS', { open, way: 'dbos', stallMs: 300 });

describeWay(
  'a saga on DBOS',
  { open, way: 'effect-outside-a-step', stallMs: 300 },
  { survivesCrash: 'the card is asked again when the workflow is run again, and that money stays set aside' },
);

it('forgets what the engine remembers, and still gives the same answer: the orders remember it', async () => {
  const eventId = unique('event');
  await first.putOnSale(eventId, seatIdsFor(10), 5_000);
  const ada = { orderId: crypto.randomUUID(), eventId, userId: 'ada', seatIds: ['A-1-01'], paymentToken: 'tok_ok' };
  const sell = () => first.ways.dbos!(ada, () => {});
  const answer = await sell();
  expect(await first.forget!(new Date(Date.now() + 60_000))).toBeGreaterThan(0);
  expect(await sell()).toEqual(answer);
  expect(await first.audit(eventId)).toMatchObject({ sold: 1, tickets: 1, capturedCents: 5_000, inDoubt: 0 });
});

it('refuses to open DBOS a second time in another way', async () => {
  const another = openDurable({ seats: env.text('PG_URL'), provider: '' }, { schema: 'another' });
  await expect(another()).rejects.toThrow('it is one for a process');
});
