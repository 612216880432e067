import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { connectToSqs } from './connect.ts';
import { deleteQueues, type QueueKind, queueKind, queueNameOf } from './queues.ts';
import { deadLetters, redrive } from './redrive.ts';

/** What SQS knows of a line: places visible, those in the hands of gates, and dead letters. SQS itself calls all of these approximate. */
export async function inspect(sqs: SQSClient, eventId: string, kind: QueueKind) {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueNameOf(eventId, kind) }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await sqs.send(asked);
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    deadLetters: await deadLetters(sqs, eventId, kind),
  };
}

if (import.meta.main) {
  const [eventId = '', what] = process.argv.slice(2);
  const sqs = connectToSqs(env.text('SQS_ENDPOINT'));
  const kind = queueKind(env.text('QUEUE_KIND', 'fifo'));
  const verbs = { inspect, redrive, delete: deleteQueues };
  const doing = verbs[what as keyof typeof verbs] ?? inspect;
  console.log(JSON.stringify((await doing(sqs, eventId, kind).catch(refuseToStart)) ?? 'deleted'));
}
