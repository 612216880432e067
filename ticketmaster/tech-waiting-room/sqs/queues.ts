import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export const queueKinds = ['fifo', 'standard'] as const;
export type QueueKind = (typeof queueKinds)[number];

/** The kind of that name; throws for another. */
export function queueKind(name: string): QueueKind {
  const kind = queueKinds.find(known => known === name);
  if (!kind) throw new Error(`QUEUE_KIND must be ${queueKinds.join(' or ')}, got '${name}'`);
  return kind;
}

export const queueNameOf = (eventId: string, kind: QueueKind) => `line-${eventId}${kind === 'fifo' ? '.fifo' : ''}`;
export const deadLetterQueueNameOf = (eventId: string, kind: QueueKind) => `dead-${queueNameOf(eventId, kind)}`;

/**
 * Makes the queue of an event and its dead-letter queue, unless they are there, and answers the URL of the queue.
 * Attributes are set apart, because CreateQueue refuses when the queue has others. AWS heeds them within a minute.
 */
export async function makeQueues(
  sqs: SQSClient,
  eventId: string,
  { kind, leaseSeconds, maxReceives }: { kind: QueueKind; leaseSeconds: number; maxReceives: number },
): Promise<string> {
  await queuesAreRead(sqs);
  const attributes = kind === 'fifo' ? { FifoQueue: 'true' } : {};
  const [line, dead] = await Promise.all(
    [queueNameOf(eventId, kind), deadLetterQueueNameOf(eventId, kind)].map(async QueueName => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
      return QueueUrl!;
    }),
  );
  const asked = new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] });
  const deadLetterTargetArn = (await sqs.send(asked)).Attributes!.QueueArn;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives });
  const Attributes = { VisibilityTimeout: `${leaseSeconds}`, RedrivePolicy, MessageRetentionPeriod };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: line, Attributes }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: dead, Attributes: { MessageRetentionPeriod } }));
  return line!;
}

/** Two weeks, the longest that SQS keeps a message; a dead letter counts from its join. */
const MessageRetentionPeriod = `${14 * 86_400}`;

/** Deletes both queues of an event with all that is in them. SQS itself deletes messages, never a queue. */
export async function deleteQueues(sqs: SQSClient, eventId: string, kind: QueueKind): Promise<void> {
  for (const QueueName of [queueNameOf(eventId, kind), deadLetterQueueNameOf(eventId, kind)]) {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  }
}

/** Asks a queue; one that is missing is made first, since somebody may delete it, and an emulator forget it. */
export function askOrMake<T>(ask: () => Promise<T>, make: () => Promise<unknown>): Promise<T> {
  return ask().catch(async (error: Error) => {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    await make();
    return ask();
  });
}

/**
 * ElasticMQ answers before it has read its queues from the disk, and ends when it then finds that one of them was made meanwhile.
 * So while a server seems to have none at all we wait, 3 s at most; the lab's own is never without one (scripts/servers/sqs.ts).
 */
async function queuesAreRead(sqs: SQSClient): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 3_000; await sleep(50)) {
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({ MaxResults: 1 }));
    if (QueueUrls?.length) return;
  }
}
