import {
  type AttributeValue,
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

export interface Table {
  dynamodb: DynamoDBClient;
  name: string;
}

/**
 * One table holds everything. What is read together has one partition key, and stands there in the order of its sort key:
 *
 *   pk          sk            holds
 *   EVENT#e     EVENT         priceCents, and seatMap: under which name its seats are
 *   EVENT#e     PAYMENT#o     the cents that were captured for order o
 *   EVENT#e     TICKET#o#s    the ticket of order o for seat s
 *   SEATS#map   s             version, and orderId once the seat is somebody's
 *   ORDER#o     ORDER         the order; while it is pending also pendingFor, which puts it in the index
 *
 * So an order is found by its id, the seats of an event by one query, and its money and tickets by another. And so one event sells no faster
 * than one partition writes: its README calculates that.
 */
export const eventKey = (eventId: string) => ({ pk: S(`EVENT#${eventId}`), sk: S('EVENT') });
export const paymentKey = (eventId: string, orderId: string) => ({
  pk: S(`EVENT#${eventId}`),
  sk: S(`PAYMENT#${orderId}`),
});
export const ticketKey = (eventId: string, orderId: string, seatId: string) => ({
  pk: S(`EVENT#${eventId}`),
  sk: S(`TICKET#${orderId}#${seatId}`),
});
export const seatKey = (seatMap: string, seatId: string) => ({ pk: S(`SEATS#${seatMap}`), sk: S(seatId) });
export const orderKey = (orderId: string) => ({ pk: S(`ORDER#${orderId}`), sk: S('ORDER') });

/** The index has only items with a `pendingFor`: orders that nobody has ended. It is as long as there are any, whatever the table holds. */
export const PENDING = 'pending';

export type Item = Record<string, AttributeValue>;
export const S = (text: string) => ({ S: text });
export const N = (number: number) => ({ N: `${number}` });
export const textIn = (item: Item, name: string) => item[name]!.S!;
export const numberIn = (item: Item, name: string) => Number(item[name]!.N);

/** Makes the table unless it is there. */
export async function openTable(dynamodb: DynamoDBClient, name: string): Promise<Table> {
  const create = new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'pendingFor'].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: PENDING,
        KeySchema: [
          { AttributeName: 'pendingFor', KeyType: 'HASH' },
          { AttributeName: 'pk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  await dynamodb.send(create).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  await waitUntilTableExists({ client: dynamodb, minDelay: 1, maxWaitTime: 20 }, { TableName: name });
  return { dynamodb, name };
}
