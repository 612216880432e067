import { BatchGetItemCommand, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { unavailable } from '@ticketmaster/common/http';
import { pause } from '@ticketmaster/locking/retrying';
import type { Item, Table } from './table.ts';

/** What DynamoDB takes in one BatchWriteItem. */
const MOST = 25;
const AT_ONCE = 8;

/**
 * Writes all items, 25 with each request. A batch knows no conditions and is no transaction: what was there is overwritten, and some may
 * be written and others not. So write like this only what nobody else can have written differently.
 */
export async function writeAll({ dynamodb, name }: Table, items: Item[]): Promise<void> {
  const rest = [...items];
  async function writeSome(): Promise<void> {
    while (rest.length) {
      let open: WriteRequest[] = rest.splice(0, MOST).map(Item => ({ PutRequest: { Item } }));
      await untilNoneIsLeft(async () => {
        const { UnprocessedItems } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [name]: open } }));
        open = UnprocessedItems?.[name] ?? [];
        return open.length;
      });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, writeSome));
}

/** Those of the items that exist, as they are now, in no order; 100 at most. */
export async function readAll({ dynamodb, name }: Table, keys: Item[]): Promise<Item[]> {
  const found: Item[] = [];
  let open = keys;
  await untilNoneIsLeft(async () => {
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: open, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[name] ?? []));
    open = UnprocessedKeys?.[name]?.Keys ?? [];
    return open.length;
  });
  return found;
}

/** A batch may be answered in part, when it was too much at once: the rest is asked for again, after a pause. */
async function untilNoneIsLeft(ask: () => Promise<number>): Promise<void> {
  for (let attempt = 1; (await ask()) > 0; attempt++) {
    if (attempt === 10) throw unavailable('DynamoDB');
    await pause(attempt);
  }
}
