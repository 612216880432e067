// When a hold is over is written down with the sale: whoever goes on with it after a crash finds the same instant.
import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import { seatIdsFor } from '@ticketmaster/locking/box-office';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Opened, openDurable } from './open.ts';

const HOLD_MS = 3_000; // a slow machine goes on with the sale in less
const schema = unique('durable_hold');
let office: Opened;
beforeAll(async () => {
  office = await openDurable({ seats: env.text('PG_URL'), provider: '' }, { schema, holdMs: HOLD_MS })();
});
afterAll(async () => {
  await office?.close();
  const db = connectToPostgres(env.text('PG_URL'), { schema, connections: 1 });
  await db.query(`drop schema if exists ${schema}, ${schema}_dbos, ${schema}_provider cascade`);
  await db.close();
});

it('takes no money for a hold that was over before anybody went on with the sale', async () => {
  const eventId = unique('event');
  await office.putOnSale(eventId, seatIdsFor(10), 5_000);
  const ada = { orderId: crypto.randomUUID(), eventId, userId: 'ada', seatIds: ['A-1-01'], paymentToken: 'tok_ok' };
  const dies = (point: string) => {
    if (point === 'after authorize') throw new Error('killed');
  };
  await expect(office.ways.dbos!(ada, dies)).rejects.toThrow('killed');
  await sleep(HOLD_MS);
  await office.recover!();
  expect(await office.audit(eventId)).toMatchObject({ sold: 0, tickets: 0, capturedCents: 0, inDoubt: 0 });
});
