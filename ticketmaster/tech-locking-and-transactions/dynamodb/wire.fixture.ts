// Clients that change what goes over the wire, so that the code under test stays as it is.
import type { DynamoDBClient, ServiceInputTypes, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { env } from '@ticketmaster/common/env';
import { connectToDynamodb } from './connect.ts';
import type { Item } from './table.ts';

/** One that waits for a machine that is busy with other work. */
export const connect = () => connectToDynamodb(env.text('DYNAMODB_ENDPOINT'), 30_000);

/** Hands each request to `change` before it is sent. */
export const changing = (change: (input: ServiceInputTypes) => void) => (): DynamoDBClient => {
  const dynamodb = connect();
  dynamodb.middlewareStack.add(
    next => asked => {
      change(asked.input);
      return next(asked);
    },
    { step: 'initialize', name: 'change' },
  );
  return dynamodb;
};

/** A write of one item, alone or in a transaction. */
export interface Write {
  Key?: Item;
  Item?: Item;
  UpdateExpression?: string;
  ConditionExpression?: string;
  ExpressionAttributeValues?: Item;
}

/** The writes of a request that have a condition. */
export function conditionsIn(input: ServiceInputTypes): Write[] {
  const alone = { Update: input } as TransactWriteItem;
  const { TransactItems = [alone] } = input as { TransactItems?: TransactWriteItem[] };
  const writes = TransactItems.map(({ Put, Update, ConditionCheck }) => (Put ?? Update ?? ConditionCheck) as Write);
  return writes.filter(({ ConditionExpression }) => ConditionExpression);
}

/** Every transaction has a token of its own: as if more than ten minutes lay between any two. */
export function forgetToken(input: ServiceInputTypes): void {
  if ('ClientRequestToken' in input) input.ClientRequestToken = crypto.randomUUID();
}

/** Every request arrives twice and only the second answer comes back, as when the first was lost and the client has tried again. */
export function losingAnswers(): DynamoDBClient {
  const dynamodb = connect();
  dynamodb.middlewareStack.add(
    next => async asked => {
      await next(asked).catch(() => {});
      return next(asked);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'loseAnswer' }, // behind the retries
  );
  return dynamodb;
}

/** The first so many requests of a kind end with `error`, and do nothing. */
export const refusing = (commandName: string, times: number, error: () => Error) => (): DynamoDBClient => {
  const dynamodb = connect();
  let left = times;
  dynamodb.middlewareStack.add(
    (next, context) => asked => {
      if (context.commandName === commandName && left-- > 0) throw error();
      return next(asked);
    },
    { step: 'build', name: 'refuse' },
  );
  return dynamodb;
};
