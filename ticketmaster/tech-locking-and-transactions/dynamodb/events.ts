import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Stored } from '@ticketmaster/locking/audit';
import type { Outcome, Purchase } from '@ticketmaster/locking/box-office';
import { readAll, writeAll } from './batches.ts';
import { eventKey, type Item, N, numberIn, PENDING, S, seatKey, type Table, textIn } from './table.ts';

export interface Event {
  eventId: string;
  priceCents: number;
  seatMap: string;
}

export interface Seat {
  seatId: string;
  version: number;
  orderId: string | null;
}

/**
 * Writes the seats aside, under a name that nobody knows yet, and then the event that says the name. A batch has no conditions, so one
 * that is late could overwrite a seat that is sold by then; here it writes where nobody sells. Of two who open the same event at
 * once, one put is refused, and its seats are never seen.
 */
export async function putOnSale(
  table: Table,
  eventId: string,
  seatIds: string[],
  priceCents: number,
): Promise<boolean> {
  if (await eventOf(table, eventId)) return false;
  const seatMap = crypto.randomUUID();
  await writeAll(
    table,
    seatIds.map(seatId => ({ ...seatKey(seatMap, seatId), version: N(0) })),
  );
  const put = new PutItemCommand({
    TableName: table.name,
    Item: { ...eventKey(eventId), priceCents: N(priceCents), seatMap: S(seatMap) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  try {
    await table.dynamodb.send(put);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await eventOf(table, eventId))!.seatMap === seatMap; // ours after all: the answer to the first try was lost
  }
}

export async function eventOf({ dynamodb, name }: Table, eventId: string): Promise<Event | undefined> {
  const get = new GetItemCommand({ TableName: name, Key: eventKey(eventId), ConsistentRead: true });
  const { Item } = await dynamodb.send(get);
  return Item && { eventId, priceCents: numberIn(Item, 'priceCents'), seatMap: textIn(Item, 'seatMap') };
}

export const noSuchSeat = (seatIds: string[]): Outcome => ({ status: 'REFUSED', reason: 'NO_SUCH_SEAT', seatIds });
export const seatTaken = (seatIds: string[]): Outcome => ({ status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds });

/** The seats as they are now, in the order of their ids; or why they cannot be had. Those that this very order has are no reason. */
export async function look(
  table: Table,
  { seatMap }: Event,
  { orderId, seatIds }: Purchase,
): Promise<{ seats: Seat[] } | { refused: Outcome }> {
  const items = await readAll(
    table,
    seatIds.map(seatId => seatKey(seatMap, seatId)),
  );
  const seats = items.map(seatIn).sort((a, b) => (a.seatId < b.seatId ? -1 : 1));
  const missing = seatIds.filter(seatId => !seats.some(seat => seat.seatId === seatId));
  if (missing.length) return { refused: noSuchSeat(missing) };
  const taken = seats.filter(seat => seat.orderId !== null && seat.orderId !== orderId);
  return taken.length ? { refused: seatTaken(taken.map(({ seatId }) => seatId)) } : { seats };
}

const seatIn = (item: Item): Seat => ({
  seatId: textIn(item, 'sk'),
  version: numberIn(item, 'version'),
  orderId: item.orderId?.S ?? null,
});

/** All seats of an event, in the order of their ids. */
export async function seatsOf(table: Table, { seatMap }: Event): Promise<Seat[]> {
  const seats = await queryAll(table, {
    KeyConditionExpression: 'pk = :seats',
    ExpressionAttributeValues: { ':seats': S(`SEATS#${seatMap}`) },
    ConsistentRead: true,
  });
  return seats.map(seatIn);
}

/** What is stored of an event; undefined for one that is not on sale. */
export async function storedFor(table: Table, eventId: string): Promise<Stored | undefined> {
  const event = await eventOf(table, eventId);
  if (!event) return undefined;
  const [seats, sales, open] = await Promise.all([
    seatsOf(table, event),
    queryAll(table, {
      KeyConditionExpression: 'pk = :event',
      ExpressionAttributeValues: { ':event': eventKey(eventId).pk },
      ConsistentRead: true,
    }),
    queryAll(table, {
      IndexName: PENDING, // which DynamoDB keeps up with a moment later: it knows no consistent read of an index
      KeyConditionExpression: 'pendingFor = :event',
      ExpressionAttributeValues: { ':event': S(eventId) },
    }),
  ]);
  const payments = sales.filter(({ sk }) => sk!.S!.startsWith('PAYMENT#'));
  const tickets = sales.filter(({ sk }) => sk!.S!.startsWith('TICKET#'));
  return {
    priceCents: event.priceCents,
    seats,
    captures: payments.map(item => ({ orderId: textIn(item, 'orderId'), cents: numberIn(item, 'cents') })),
    tickets: tickets.map(item => ({
      orderId: textIn(item, 'orderId'),
      seatId: textIn(item, 'seatId'),
      ticketId: textIn(item, 'ticketId'),
    })),
    open: open.length,
  };
}

/** All pages of a query: DynamoDB answers at most 1 MB at a time. */
async function queryAll({ dynamodb, name }: Table, query: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const pages = await Array.fromAsync(paginateQuery({ client: dynamodb }, { TableName: name, ...query }));
  return pages.flatMap(({ Items = [] }) => Items);
}
