// What the lessons need of DynamoDB: conditions, transactions with reasons and tokens, an index. Tried on an emulator.
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unique, urlOf } from './round-trip.ts';

const client = new DynamoDBClient({
  endpoint: urlOf('DYNAMODB_ENDPOINT'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
});
const TableName = unique('seats');
beforeAll(async () => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['seat', 'buyer'].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'seat', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-buyer',
          KeySchema: [{ AttributeName: 'buyer', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 20 }, { TableName });
});
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
});

async function seat(): Promise<string> {
  const name = unique('seat');
  await client.send(new PutItemCommand({ TableName, Item: { seat: { S: name }, version: { N: '0' } } }));
  return name;
}

const sale = (name: string, buyer: string, version = 0) => ({
  ...{ TableName, Key: { seat: { S: name } } },
  UpdateExpression: 'set buyer = :buyer, version = version + :one',
  ConditionExpression: 'version = :version',
  ExpressionAttributeValues: { ':buyer': { S: buyer }, ':one': { N: '1' }, ':version': { N: `${version}` } },
});
const sell = (buyer: string, token: string | undefined, ...names: string[]) =>
  client.send(
    new TransactWriteItemsCommand({
      TransactItems: names.map((name): TransactWriteItem => ({ Update: sale(name, buyer) })),
      ClientRequestToken: token,
    }),
  );
const buyerOf = async (name: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: { seat: { S: name } }, ConsistentRead: true }))).Item?.buyer
    ?.S;

it('writes on the condition that nobody else has, and shows what is there instead', async () => {
  const name = await seat();
  await client.send(new UpdateItemCommand(sale(name, 'ada')));
  const refusal = client.send(
    new UpdateItemCommand({ ...sale(name, 'bob'), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
  );
  await expect(refusal).rejects.toThrow(ConditionalCheckFailedException);
  await expect(refusal).rejects.toMatchObject({ Item: { buyer: { S: 'ada' } } });
});

it('sells all seats or none, and says which one stood in the way', async () => {
  const [free, taken] = [await seat(), await seat()];
  await sell('ada', undefined, taken);
  const refusal = sell('bob', undefined, free, taken);
  await expect(refusal).rejects.toThrow(TransactionCanceledException);
  await expect(refusal).rejects.toMatchObject({
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
  });
  expect(await buyerOf(free)).toBeUndefined();
});

it('does a transaction once for its token, and refuses the token for another', async () => {
  const [name, other] = [await seat(), await seat()];
  const token = crypto.randomUUID();
  await sell('ada', token, name);
  await sell('ada', token, name);
  expect(await buyerOf(name)).toBe('ada');
  await expect(sell('ada', token, other)).rejects.toThrow(IdempotentParameterMismatchException);
});

it('lets one of 50 concurrent transactions win', async () => {
  const name = await seat();
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => sell(`buyer-${n}`, undefined, name)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('finds by an index', async () => {
  const [name, buyer] = [await seat(), unique('buyer')];
  await sell(buyer, undefined, name);
  const { Items } = await client.send(
    new QueryCommand({
      ...{ TableName, IndexName: 'by-buyer', KeyConditionExpression: 'buyer = :buyer' },
      ExpressionAttributeValues: { ':buyer': { S: buyer } },
    }),
  );
  expect(Items?.map(item => item.seat?.S)).toEqual([name]);
});

it('is told which attribute says when an item may go', async () => {
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'reservedUntil' };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  expect(TimeToLiveDescription?.AttributeName).toBe('reservedUntil');
});
