import {
  IdempotentParameterMismatchException,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { Contended, cardIsGood, type Outcome, type Purchase, type Sell } from '@ticketmaster/locking/box-office';
import { retrying } from '@ticketmaster/locking/retrying';
import { type Event, eventOf, noSuchSeat, seatTaken } from './events.ts';
import {
  answerTo,
  orderIn,
  orderItem,
  orderOf,
  outcomeOf,
  paymentItem,
  type StoredOrder,
  storedOrder,
  ticketItems,
} from './orders.ts';
import { S, seatKey, type Table } from './table.ts';

/**
 * Order, seats, money and tickets in one TransactWriteItems: all of it, or nothing. Nobody holds a lock and nobody waits. Each item
 * says under which condition it may be written, and the losing buyer is told which of them was not met. At most 100 items
 * and 4 MB, so 49 seats an order.
 *
 * The orderId is also the ClientRequestToken. For 10 minutes DynamoDB itself knows the same transaction again, and answers it as
 * done without doing it twice; with that token and another content, IdempotentParameterMismatch. Ever after, it is the condition on
 * the order that refuses it, and shows the order that is there.
 */
export function transactional(table: Table): Sell {
  return retrying(async (purchase, reached) => {
    const event = await eventOf(table, purchase.eventId);
    if (!event) return (await known(table, purchase)) ?? noSuchSeat(purchase.seatIds);
    await reached('looked');
    const order = orderOf(purchase, event.priceCents, cardIsGood(purchase.paymentToken) ? 'CONFIRMED' : 'DECLINED');
    const outcome = await transact(table, purchase, order, event);
    await reached('transaction done');
    return outcome;
  });
}

async function transact(table: Table, purchase: Purchase, order: StoredOrder, event: Event): Promise<Outcome> {
  try {
    await table.dynamodb.send(
      new TransactWriteItemsCommand({
        ClientRequestToken: order.orderId,
        TransactItems: writesOf(table.name, order, event),
      }),
    );
    return outcomeOf(order);
  } catch (error) {
    if (error instanceof TransactionCanceledException) return told(purchase, order, error);
    if (!(error instanceof IdempotentParameterMismatchException)) throw error;
    const outcome = await known(table, purchase);
    if (!outcome) throw new Contended('conflict');
    return outcome;
  }
}

/** The order first, then its seats, then the rest: told() counts on that. */
function writesOf(TableName: string, order: StoredOrder, event: Event): TransactWriteItem[] {
  const confirmed = order.orderStatus === 'CONFIRMED';
  const put = (Item: ReturnType<typeof orderItem>) => ({ Put: { TableName, Item } });
  const seats = order.seatIds.map((seatId): TransactWriteItem => {
    const free = {
      TableName,
      Key: seatKey(event.seatMap, seatId),
      ConditionExpression: 'attribute_exists(pk) and attribute_not_exists(orderId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    if (!confirmed) return { ConditionCheck: free }; // who cannot pay is told so only if the seats could be had
    return {
      Update: {
        ...free,
        UpdateExpression: 'set orderId = :order, version = version + :one',
        ExpressionAttributeValues: { ':order': S(order.orderId), ':one': { N: '1' } },
      },
    };
  });
  const first = {
    Put: {
      ...put(orderItem(order)).Put,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
  return [first, ...seats, ...(confirmed ? [paymentItem(order), ...ticketItems(order)].map(put) : [])];
}

const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/** What the reasons mean: one for each item, in the order of the items, with what is there instead. Nothing was written. */
function told(purchase: Purchase, { seatIds }: StoredOrder, canceled: TransactionCanceledException): Outcome {
  const [ofOrder, ...ofOthers] = canceled.CancellationReasons!;
  if (ofOrder?.Item) return answerTo(purchase, orderIn(ofOrder.Item));
  const refused = seatIds.flatMap((seatId, i) =>
    ofOthers[i]?.Code === 'ConditionalCheckFailed' ? [{ seatId, there: ofOthers[i].Item !== undefined }] : [],
  );
  const missing = refused.filter(({ there }) => !there);
  if (missing.length) return noSuchSeat(missing.map(({ seatId }) => seatId));
  if (refused.length) return seatTaken(refused.map(({ seatId }) => seatId));
  const mayPass = canceled.CancellationReasons!.some(({ Code = '' }) => passing.includes(Code));
  throw mayPass ? new Contended('conflict') : canceled; // another transaction was at work on one of the items, or it was too much at once
}

async function known(table: Table, purchase: Purchase): Promise<Outcome | undefined> {
  const item = await storedOrder(table, purchase.orderId);
  return item && answerTo(purchase, orderIn(item));
}
