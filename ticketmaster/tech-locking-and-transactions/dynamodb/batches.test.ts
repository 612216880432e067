import { BatchGetItemCommand, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unique } from '@ticketmaster/testing/eventually';
import { afterEach, expect, it } from 'vitest';
import { readAll, writeAll } from './batches.ts';
import { N, openTable, S, type Table } from './table.ts';
import { connect } from './wire.fixture.ts';

const clients: DynamoDBClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

/** A table whose server answers each batch in part: of its items it does `share`, rounded up, and leaves the rest. */
async function table(share: number): Promise<Table & { batches: number[] }> {
  const dynamodb = connect();
  clients.push(dynamodb);
  const batches: number[] = [];
  const send = dynamodb.send.bind(dynamodb) as (command: unknown) => Promise<object>; // which else has a type for each command
  const name = 'locking_dynamodb_wire';
  dynamodb.send = (async (command: unknown) => {
    const part = <T>(all: T[]) => {
      batches.push(all.length);
      const done = Math.ceil(all.length * share);
      return [all.slice(0, done), all.slice(done)] as const;
    };
    if (command instanceof BatchWriteItemCommand) {
      const [now, later] = part(command.input.RequestItems![name]!);
      if (now.length) await send(new BatchWriteItemCommand({ RequestItems: { [name]: now } }));
      return { UnprocessedItems: later.length ? { [name]: later } : {} };
    }
    if (command instanceof BatchGetItemCommand) {
      const [Keys, later] = part(command.input.RequestItems![name]!.Keys!);
      const get = new BatchGetItemCommand({ RequestItems: { [name]: { Keys } } });
      const answer = await send(get);
      return { ...answer, UnprocessedKeys: later.length ? { [name]: { Keys: later } } : {} };
    }
    return send(command);
  }) as DynamoDBClient['send'];
  return { ...(await openTable(dynamodb, name)), batches };
}

const keys = (count: number) => {
  const pk = S(unique('batch'));
  return Array.from({ length: count }, (_, i) => ({ pk, sk: S(`${i}`) }));
};

it('asks again for what a batch has left', async () => {
  const half = await table(0.5);
  const wanted = keys(60);
  await writeAll(
    half,
    wanted.map(key => ({ ...key, version: N(0) })),
  );
  expect(Math.max(...half.batches)).toBe(25);
  expect(await readAll(half, wanted)).toHaveLength(60);
});

it('gives up on a server that does nothing', async () => {
  const idle = await table(0);
  await expect(writeAll(idle, keys(1))).rejects.toMatchObject({ status: 503, retryable: true });
  expect(idle.batches).toHaveLength(10);
});
