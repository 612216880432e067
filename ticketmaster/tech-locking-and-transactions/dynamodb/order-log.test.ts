import { Contended } from '@ticketmaster/locking/box-office';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderLog, type PendingOrder, pendingIn } from './order-log.ts';
import { storedOrder } from './orders.ts';
import { openTable, type Table } from './table.ts';
import { connect, losingAnswers } from './wire.fixture.ts';

let table: Table;
beforeAll(async () => {
  table = await openTable(connect(), 'locking_dynamodb_order_log');
});
afterAll(() => table.dynamodb.destroy());

const pending = (): PendingOrder => ({
  ...{ orderId: crypto.randomUUID(), eventId: 'E1', userId: 'ada', wish: '', seatIds: ['A-1-01'], totalCents: 5_000 },
  ...{ orderStatus: 'PENDING', holder: crypto.randomUUID(), leaseUntil: 0, seatMap: 'map', versions: [0] },
});
const stored = async ({ orderId }: PendingOrder) => {
  const item = await storedOrder(table, orderId);
  return item && pendingIn(item);
};

it('an order that was taken over is written by its heir alone', async () => {
  const log = orderLog(table);
  const ada = pending();
  await log.claim(ada);
  const heir = (await log.takeOver(ada, 1))!;
  await expect(log.decide(ada)).rejects.toThrow(Contended);
  await expect(log.decline(ada)).rejects.toThrow(Contended);
  await log.drop(ada);
  expect(await log.takeOver(ada, 2)).toBeUndefined();
  expect(await stored(ada)).toEqual(heir);
  await log.drop(heir);
  expect(await stored(ada)).toBeUndefined();
});

it('an order that was decided is not undone', async () => {
  const log = orderLog(table);
  const ada = pending();
  await log.claim(ada);
  await log.decide(ada);
  await log.drop(ada);
  const heir = (await log.takeOver(ada, 1))!;
  expect(heir.orderStatus).toBe('SOLD');
  await log.drop(heir);
  await log.confirm(heir);
  expect(await stored(ada)).toBeUndefined(); // it has left the log
  expect((await storedOrder(table, ada.orderId))!.orderStatus!.S).toBe('CONFIRMED');
});

it('a write whose answer was lost is no refusal when it is tried again', async () => {
  const twice = { dynamodb: losingAnswers(), name: table.name };
  const log = orderLog(twice);
  const [ada, bob] = [pending(), pending()];
  for (const order of [ada, bob]) expect(await log.claim(order)).toBeUndefined();
  await log.decide(ada);
  expect(await log.takeOver(ada, 1)).toMatchObject({ orderStatus: 'SOLD' });
  await log.decline(bob);
  twice.dynamodb.destroy();
});
