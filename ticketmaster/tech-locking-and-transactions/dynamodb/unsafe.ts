import { setTimeout as sleep } from 'node:timers/promises';
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { cardIsGood, type Sell } from '@ticketmaster/locking/box-office';
import { writeAll } from './batches.ts';
import { eventOf, look, noSuchSeat } from './events.ts';
import { answerTo, orderIn, orderItem, orderOf, outcomeOf, paymentItem, storedOrder, ticketItems } from './orders.ts';
import { S, seatKey, type Table } from './table.ts';

/** Looks, and then writes without a condition: between the two, others do the same. Sells a seat twice, and forgets half when it crashes. */
export function unsafe(table: Table): Sell {
  const { dynamodb, name: TableName } = table;
  return async (purchase, reached) => {
    const known = await storedOrder(table, purchase.orderId);
    if (known) return answerTo(purchase, orderIn(known));
    const event = await eventOf(table, purchase.eventId);
    if (!event) return noSuchSeat(purchase.seatIds);
    const looked = await look(table, event, purchase);
    if ('refused' in looked) return looked.refused;
    await reached('looked');
    await sleep(50); // as a bank would take to say yes: without it, it is luck whether a seat is sold twice

    const good = cardIsGood(purchase.paymentToken);
    const order = orderOf(purchase, event.priceCents, good ? 'CONFIRMED' : 'DECLINED');
    if (good) {
      for (const seatId of order.seatIds)
        await dynamodb.send(
          new UpdateItemCommand({
            TableName,
            Key: seatKey(event.seatMap, seatId),
            UpdateExpression: 'set orderId = :order, version = version + :one',
            ExpressionAttributeValues: { ':order': S(order.orderId), ':one': { N: '1' } },
          }),
        );
      await reached('seats taken');
      await dynamodb.send(new PutItemCommand({ TableName, Item: paymentItem(order) }));
      await reached('money taken');
      await writeAll(table, ticketItems(order));
    }
    await dynamodb.send(new PutItemCommand({ TableName, Item: orderItem(order) }));
    return outcomeOf(order);
  };
}
