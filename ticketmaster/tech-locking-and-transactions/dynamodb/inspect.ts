import { paginateScan, TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToDynamodb } from './connect.ts';
import { eventOf, seatsOf } from './events.ts';
import { orderIn, storedOrder } from './orders.ts';
import { openTable, PENDING, seatKey, type Table } from './table.ts';

/** What DynamoDB has of an event: its seats that are somebody's, and the orders that nobody has ended. */
async function inspect(table: Table, eventId: string) {
  const event = await eventOf(table, eventId);
  const seats = event ? await seatsOf(table, event) : [];
  const pages = await Array.fromAsync(
    paginateScan({ client: table.dynamodb }, { TableName: table.name, IndexName: PENDING }),
  );
  const ids = pages.flatMap(({ Items = [] }) => Items.map(({ pk }) => pk!.S!.slice('ORDER#'.length)));
  const items = await Promise.all(ids.map(orderId => storedOrder(table, orderId)));
  const orders = items.flatMap(item => (item ? [orderIn(item)] : [])).filter(order => order.eventId === eventId);
  return {
    held: seats.filter(({ orderId }) => orderId).map(({ seatId, version }) => `${seatId} v${version}`),
    pending: orders.map(({ userId, orderStatus }) => `${userId} ${orderStatus}`),
  };
}

/** Why DynamoDB would cancel a transaction for these seats: a reason for each, and who has it. Writes nothing. */
async function reasons(table: Table, eventId: string, seatIds: string[]) {
  const event = await eventOf(table, eventId);
  if (!event) throw new Error(`${eventId} is not on sale`);
  const TransactItems = seatIds.map(seatId => ({
    ConditionCheck: {
      TableName: table.name,
      Key: seatKey(event.seatMap, seatId),
      ConditionExpression: 'attribute_exists(pk) and attribute_not_exists(orderId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  }));
  try {
    await table.dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    return seatIds.map(seatId => ({ seatId, code: 'None' }));
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return error.CancellationReasons!.map(({ Code, Item }, i) => ({
      ...{ seatId: seatIds[i], code: Code },
      ...(Item?.orderId && { orderId: Item.orderId.S }),
    }));
  }
}

const [eventId = '', ...seatIds] = process.argv.slice(2);
const dynamodb = connectToDynamodb(env.text('DYNAMODB_ENDPOINT'));
const table = await openTable(dynamodb, 'locking_dynamodb').catch(refuseToStart);
const doing = seatIds.length ? reasons(table, eventId, seatIds) : inspect(table, eventId).then(found => [found]);
for (const line of await doing.catch(refuseToStart)) console.log(JSON.stringify(line));
dynamodb.destroy();
