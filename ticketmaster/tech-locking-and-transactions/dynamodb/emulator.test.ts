// What the emulator does not show of DynamoDB. When it begins to show one of these, that test fails, and the README has a line too many.
import {
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  type TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { env } from '@ticketmaster/common/env';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTable, orderKey, PENDING, S, seatKey, type Table } from './table.ts';
import { connect } from './wire.fixture.ts';

let table: Table;
let server: string | null;
beforeAll(async () => {
  server = (await fetch(env.text('DYNAMODB_ENDPOINT'))).headers.get('server');
  table = await openTable(connect(), 'locking_dynamodb_emulator');
});
afterAll(() => table.dynamodb.destroy());
beforeEach(context => {
  if (!server?.startsWith('Dynoxide/')) context.skip(`DYNAMODB_ENDPOINT is ${server}, not the emulator of the lab`);
});

it('conflicts: of 50 transactions on one seat the losers all fail their condition, none meets another', async () => {
  const Key = seatKey(unique('map'), 'A-1-01');
  const take = (buyer: number) =>
    table.dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Update: {
              ...{ TableName: table.name, Key, UpdateExpression: 'set orderId = :order' },
              ConditionExpression: 'attribute_not_exists(orderId)',
              ExpressionAttributeValues: { ':order': S(`order-${buyer}`) },
            },
          },
        ],
      }),
    );
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, buyer) => take(buyer)));
  const refusals = results.flatMap(result => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(refusals).toHaveLength(49);
  for (const refusal of refusals)
    expect((refusal as TransactionCanceledException).CancellationReasons).toMatchObject([
      { Code: 'ConditionalCheckFailed' },
    ]);
});

it('lag: the index shows 100 writes, each at once', async () => {
  for (let nth = 0; nth < 100; nth++) {
    const pendingFor = S(unique('event'));
    const item = { ...orderKey(unique('order')), pendingFor };
    await table.dynamodb.send(new PutItemCommand({ TableName: table.name, Item: item }));
    const { Count } = await table.dynamodb.send(
      new QueryCommand({
        ...{ TableName: table.name, IndexName: PENDING, KeyConditionExpression: 'pendingFor = :event' },
        ExpressionAttributeValues: { ':event': pendingFor },
      }),
    );
    expect(Count).toBe(1);
  }
});

it('limits: 3,000 writes to one partition at once, and none is throttled', async () => {
  const seatMap = unique('map');
  const write = (nth: number) =>
    table.dynamodb.send(new PutItemCommand({ TableName: table.name, Item: seatKey(seatMap, `${nth}`) }));
  const results = await Promise.allSettled(Array.from({ length: 3_000 }, (_, nth) => write(nth)));
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
});

it('credentials: whoever signs with whatever key is let in', async () => {
  const credentials = { accessKeyId: 'nobody', secretAccessKey: 'of any account' };
  const stranger = new DynamoDBClient({ endpoint: env.text('DYNAMODB_ENDPOINT'), region: 'eu-central-1', credentials });
  await expect(stranger.send(new ListTablesCommand())).resolves.toBeDefined();
  stranger.destroy();
});
