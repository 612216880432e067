import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { Contended } from '@ticketmaster/locking/box-office';
import { orderIn, orderItem, type StoredOrder } from './orders.ts';
import { type Item, N, numberIn, orderKey, S, type Table, textIn } from './table.ts';

/** An order that somebody is at work on. What is stored of it is the log from which anybody else can finish or undo it. */
export interface PendingOrder extends StoredOrder {
  /** Who is at work: a name made anew for each attempt and each takeover. */
  holder: string;
  /** ms since 1970. */
  leaseUntil: number;
  seatMap: string;
  /** Of each seat of `seatIds`, the version before it was taken. */
  versions: number[];
}

/** Answers undefined where it was written; where its condition was not met, what is there instead. */
export async function thereInsteadOf(write: Promise<unknown>): Promise<Item | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
    throw error;
  }
}

/**
 * The writes of a pending order, each of one item. They say what they expect to find, and a call whose answer was lost is repeated by
 * the client: then the second finds what the first has written, which is no refusal.
 */
export function orderLog({ dynamodb, name: TableName }: Table) {
  /** Changes a PENDING order that is still in the hands of its holder; answers what is there instead. */
  const move = ({ orderId, holder }: PendingOrder, to: string, more = '') =>
    thereInsteadOf(
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: orderKey(orderId),
          UpdateExpression: `set orderStatus = :to ${more}`,
          ConditionExpression: 'holder = :me and orderStatus = :pending',
          ExpressionAttributeValues: { ':to': S(to), ':me': S(holder), ':pending': S('PENDING') },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );

  return {
    /** Writes an order down as PENDING: from here on it will be found. Answers the order that is there already. */
    async claim(order: PendingOrder): Promise<Item | undefined> {
      const there = await thereInsteadOf(
        dynamodb.send(
          new PutItemCommand({
            TableName,
            Item: pendingItem(order),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      return there?.holder?.S === order.holder ? undefined : there;
    },

    /** The one write that decides: before it, whoever finds the order undoes it; after it, finishes it. */
    async decide(order: PendingOrder): Promise<void> {
      const there = await move(order, 'SOLD');
      const ours = there?.orderStatus?.S === 'SOLD' && there.holder?.S === order.holder;
      if (there && !ours) throw new Contended('lost the lock');
    },

    /** Remembers that the card was declined. */
    async decline(order: PendingOrder): Promise<void> {
      const there = await move(order, 'DECLINED', LEAVES_THE_LOG);
      if (there && there.orderStatus?.S !== 'DECLINED') throw new Contended('lost the lock');
    },

    /** As if the order had never been; what somebody else has taken over is left to them. */
    async drop({ orderId, holder }: PendingOrder): Promise<void> {
      const remove = new DeleteItemCommand({
        TableName,
        Key: orderKey(orderId),
        ConditionExpression: 'holder = :me and orderStatus = :pending',
        ExpressionAttributeValues: { ':me': S(holder), ':pending': S('PENDING') },
      });
      await thereInsteadOf(dynamodb.send(remove));
    },

    /** The last write of an order that was SOLD, whoever has it. */
    async confirm({ orderId }: PendingOrder): Promise<void> {
      const update = new UpdateItemCommand({
        TableName,
        Key: orderKey(orderId),
        UpdateExpression: `set orderStatus = :confirmed ${LEAVES_THE_LOG}`,
        ConditionExpression: 'orderStatus = :sold',
        ExpressionAttributeValues: { ':confirmed': S('CONFIRMED'), ':sold': S('SOLD') },
      });
      await thereInsteadOf(dynamodb.send(update));
    },

    /** Takes an order from the holder that was seen; answers it as it is by then, or undefined where somebody else was faster. */
    async takeOver({ orderId, holder }: PendingOrder, leaseUntil: number): Promise<PendingOrder | undefined> {
      const heir = crypto.randomUUID();
      const update = dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: orderKey(orderId),
          UpdateExpression: 'set holder = :heir, leaseUntil = :until',
          ConditionExpression: 'holder = :holder',
          ExpressionAttributeValues: { ':heir': S(heir), ':holder': S(holder), ':until': N(leaseUntil) },
          ReturnValues: 'ALL_NEW', // it may have been decided since it was seen
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      const there = await thereInsteadOf(update);
      const item = there ?? (await update).Attributes!;
      return item.holder?.S === heir ? pendingIn(item) : undefined;
    },
  };
}

const LEAVES_THE_LOG = 'remove pendingFor, holder, leaseUntil, seatMap, versions';

const pendingItem = (order: PendingOrder): Item => ({
  ...orderItem(order),
  pendingFor: S(order.eventId),
  holder: S(order.holder),
  leaseUntil: N(order.leaseUntil),
  seatMap: S(order.seatMap),
  versions: { L: order.versions.map(N) },
});

/** Undefined for an order that has ended. */
export const pendingIn = (item: Item): PendingOrder | undefined =>
  item.holder && {
    ...orderIn(item),
    holder: textIn(item, 'holder'),
    leaseUntil: numberIn(item, 'leaseUntil'),
    seatMap: textIn(item, 'seatMap'),
    versions: item.versions!.L!.map(version => Number(version.N)),
  };
