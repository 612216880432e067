// Bugs planted between the code and the server, each in one condition, and the promise that catches it.
import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { type Promised, promises } from '@ticketmaster/locking/promises';
import { expect, it } from 'vitest';
import { dynamodbBoxOffice } from './box-office.ts';
import { pausedAt } from './paused.fixture.ts';
import { changing, conditionsIn, connect, forgetToken, type Write } from './wire.fixture.ts';

const tableName = 'locking_dynamodb_mutants';
const opening = (client = connect): OpenBoxOffice => dynamodbBoxOffice(client, { tableName, leaseMs: 100 });

const planted = (plant: (write: Write, partition: string) => void) =>
  changing(input => {
    for (const write of conditionsIn(input)) plant(write, (write.Key ?? write.Item)!.pk!.S!);
  });
function alwaysMet(write: Write): void {
  write.ConditionExpression += ' or attribute_exists(pk)';
}
function neverMet(write: Write): void {
  write.ConditionExpression = `(${write.ConditionExpression}) and attribute_not_exists(pk)`;
}

const isTake = ({ UpdateExpression = '' }: Write, partition: string) =>
  partition.startsWith('SEATS#') && UpdateExpression.includes('set orderId');
const isRelease = ({ UpdateExpression = '' }: Write, partition: string) =>
  partition.startsWith('SEATS#') && UpdateExpression.includes('remove orderId');

const anySeat = planted((write, partition) => {
  if (isTake(write, partition)) alwaysMet(write);
});
const neverReleased = planted((write, partition) => {
  if (isRelease(write, partition)) neverMet(write);
});
const anyOrder = changing(input => {
  forgetToken(input);
  for (const write of conditionsIn(input)) if (write.Item?.pk?.S?.startsWith('ORDER#')) alwaysMet(write);
});
const unfenced = planted((write, partition) => {
  if (!isRelease(write, partition)) return;
  write.ConditionExpression = 'version = :taken and orderId = :order';
  delete write.ExpressionAttributeValues![':seen'];
});

const mutants: [Promised, string, way: string, OpenBoxOffice][] = [
  ['oneBuyer', 'a transaction without a condition on the seat', 'transactional', opening(anySeat)],
  ['oneBuyer', 'a write without the predicate on the version', 'conditional', opening(anySeat)],
  ['paidIffSold', 'seats that are not given back', 'conditional', opening(neverReleased)],
  [
    'survivesCrash',
    'a crash that nobody cleans up after',
    'conditional',
    async () => ({ ...(await opening()()), recover: async () => 0 }),
  ],
  ['sameAnswer', 'a fresh token each time, and no condition on the order', 'transactional', opening(anyOrder)],
];

it.each(mutants)('%s catches %s (%s)', async (promise, _what, way, open) => {
  await expect(promises[promise]({ open, way, stallMs: 200 })).rejects.toThrow();
});

it('a pause catches an undo that does not move the versions on', async () => {
  const { faults } = await pausedAt('order written', { connect: changing(() => {}), tableName, bobBuys: false });
  expect(faults).toEqual([]);
  const mutant = await pausedAt('order written', { connect: unfenced, tableName, bobBuys: false });
  expect(mutant.faults).not.toEqual([]);
});
