import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { deadLetterQueueNameOf, type QueueKind, queueNameOf } from './queues.ts';
import { TEN } from './sender.ts';

/** How many places of an event the line gave up on. SQS calls the number approximate. */
export async function deadLetters(sqs: SQSClient, eventId: string, kind: QueueKind): Promise<number> {
  const QueueUrl = await urlOf(sqs, deadLetterQueueNameOf(eventId, kind));
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] });
  const { Attributes } = await sqs.send(command);
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
}

/**
 * Puts the places of the dead-letter queue into the line again, at its end, and answers how many. By hand, since ElasticMQ (an
 * emulator of SQS) moves nothing out of a FIFO queue by StartMessageMoveTask.
 *
 * A place is deleted here only when it is there: who is stopped in between leaves it in both, and the ledger lets it in once.
 * @sends place-in-sqs
 * @hears place-in-sqs
 */
export async function redrive(sqs: SQSClient, eventId: string, kind: QueueKind): Promise<number> {
  const from = await urlOf(sqs, deadLetterQueueNameOf(eventId, kind));
  const to = await urlOf(sqs, queueNameOf(eventId, kind));
  // A second of waiting makes AWS look on all its servers: no answer means that there is none.
  const receiving = { QueueUrl: from, MaxNumberOfMessages: TEN, WaitTimeSeconds: 1 };
  for (let moved = 0; ; ) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receiving));
    if (Messages.length === 0) return moved;

    const places = Messages.map(({ Body, MessageId }, i) => ({
      Id: `${i}`,
      MessageBody: Body,
      ...(kind === 'fifo' && { MessageGroupId: eventId, MessageDeduplicationId: `redriven-${MessageId}` }),
    }));
    const { Successful: sent = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: to, Entries: places }));
    if (sent.length === 0) throw new Error(`none of ${Messages.length} places went back; ${moved} had before`);

    const there = sent.map(({ Id }) => ({ Id, ReceiptHandle: Messages[Number(Id)]!.ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: from, Entries: there }));
    moved += sent.length;
  }
}

const urlOf = async (sqs: SQSClient, QueueName: string) =>
  (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
