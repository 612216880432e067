import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type PendingOrder, thereInsteadOf } from './order-log.ts';
import { N, numberIn, S, seatKey, type Table } from './table.ts';

/** Takes the nth seat of the order, if nobody has touched it since it was seen. */
export async function takeSeat({ dynamodb, name }: Table, order: PendingOrder, nth: number): Promise<boolean> {
  const seen = order.versions[nth]!;
  const update = new UpdateItemCommand({
    TableName: name,
    Key: seatKey(order.seatMap, order.seatIds[nth]!),
    UpdateExpression: 'set orderId = :order, version = :next',
    ConditionExpression: 'version = :seen',
    ExpressionAttributeValues: { ':order': S(order.orderId), ':seen': N(seen), ':next': N(seen + 1) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  const there = await thereInsteadOf(dynamodb.send(update));
  return !there || (there.orderId?.S === order.orderId && numberIn(there, 'version') === seen + 1); // ours: the answer was lost
}

/**
 * Frees the nth seat of the order, if the order has it. If it has not, moves its version on all the same, so that one who was paused
 * before taking it cannot take it any more. A seat that somebody else has by now stays theirs.
 */
export async function releaseSeat({ dynamodb, name }: Table, order: PendingOrder, nth: number): Promise<void> {
  const seen = order.versions[nth]!;
  const update = new UpdateItemCommand({
    TableName: name,
    Key: seatKey(order.seatMap, order.seatIds[nth]!),
    UpdateExpression: 'set version = :after remove orderId',
    ConditionExpression: 'version = :seen or (version = :taken and orderId = :order)',
    ExpressionAttributeValues: {
      ':order': S(order.orderId),
      ':seen': N(seen),
      ':taken': N(seen + 1),
      ':after': N(seen + 2),
    },
  });
  await thereInsteadOf(dynamodb.send(update));
}
