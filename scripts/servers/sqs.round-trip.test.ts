// What the lessons need of SQS: groups in order, redelivery, putting aside, long polls. Tried on an emulator.
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { unique, urlOf } from './round-trip.ts';

const client = new SQSClient({
  endpoint: urlOf('SQS_ENDPOINT'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
});
afterAll(() => client.destroy());

describe('SQS', () => {
  it('hands a message over, and forgets it once it is deleted', async () => {
    const url = await queue({ VisibilityTimeout: '0' });
    await send(url, 'a ticket for ada', { MessageAttributes: { seat: { DataType: 'String', StringValue: 'A1' } } });
    const message = await receiveOne(url);
    expect(message).toMatchObject({ Body: 'a ticket for ada', MessageAttributes: { seat: { StringValue: 'A1' } } });
    await remove(url, message);
    expect(await receive(url)).toEqual([]);
  });

  it('keeps a group in order, and locks it while one of its messages is in flight', async () => {
    const url = await queue({ FifoQueue: 'true' });
    for (const body of ['ada-1', 'ada-2', 'ada-3']) await send(url, body, inGroup('ada', body));
    const first = await receiveOne(url);
    expect(first.Body).toBe('ada-1');
    await send(url, 'bob-1', inGroup('bob', 'bob-1'));
    expect(bodies(await receive(url))).toEqual(['bob-1']); // not 'ada-2', though it may take ten
    await remove(url, first);
    expect(bodies(await receive(url))).toEqual(['ada-2', 'ada-3']);
  });

  it('takes a message once, by its MessageDeduplicationId', async () => {
    const url = await queue({ FifoQueue: 'true' });
    const first = await send(url, 'hold A1', inGroup('ada', 'attempt-1'));
    const again = await send(url, 'hold A1, sent again', inGroup('ada', 'attempt-1'));
    expect(again.MessageId).toBe(first.MessageId);
    expect(bodies(await receive(url))).toEqual(['hold A1']);
  });

  it('takes a message once, by its content, also after the first was deleted', async () => {
    const url = await queue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    for (const body of ['hold A1', 'hold A1', 'hold A2']) await send(url, body, { MessageGroupId: 'ada' });
    const messages = await receive(url);
    expect(bodies(messages)).toEqual(['hold A1', 'hold A2']);
    for (const message of messages) await remove(url, message);
    await send(url, 'hold A1', { MessageGroupId: 'ada' });
    expect(await receive(url)).toEqual([]);
  });

  it('delivers again after the visibility timeout, at once when it is set to 0, and counts', async () => {
    const url = await queue({ VisibilityTimeout: '1' });
    await send(url, 'crashes the worker');
    expect(deliveries(await receiveOne(url))).toBe(1);
    expect(await receive(url)).toEqual([]);
    const second = await receiveOne(url, 10);
    expect(deliveries(second)).toBe(2);
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: second.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(deliveries(await receiveOne(url))).toBe(3);
  });

  it('puts aside what was received maxReceiveCount times, and moves it back when asked', async () => {
    const aside = await queue();
    const deadLetterTargetArn = await arnOf(aside);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    const url = await queue({ VisibilityTimeout: '0', RedrivePolicy });
    await send(url, 'poison');
    expect([await receive(url), await receive(url), await receive(url)].map(bodies)).toEqual([
      ['poison'],
      ['poison'],
      [],
    ]);
    await vi.waitFor(async () => expect(await waiting(aside)).toBe(1), { timeout: 60_000 });

    await client.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetterTargetArn }));
    expect((await receiveOne(url, 10)).Body).toBe('poison');
    await vi.waitFor(
      async () => {
        const tasks = await client.send(new ListMessageMoveTasksCommand({ SourceArn: deadLetterTargetArn }));
        expect(tasks.Results?.[0]).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 });
      },
      { timeout: 60_000 },
    );
    expect(await receive(aside)).toEqual([]);
  });

  it('ends a long poll when a message arrives, or when its time is over', async () => {
    const url = await queue();
    const empty = performance.now();
    expect(await receive(url, 1)).toEqual([]);
    expect(performance.now() - empty).toBeGreaterThan(900);

    const started = performance.now();
    const poll = receive(url, 20);
    await waiting(url); // a round trip, so that the poll is there before the message
    await send(url, 'at last');
    expect(bodies(await poll)).toEqual(['at last']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('takes ten messages at once, and not eleven', async () => {
    const url = await queue();
    const batch = (size: number) => {
      const Entries = Array.from({ length: size }, (_, i) => ({ Id: `${i}`, MessageBody: `message ${i}` }));
      return client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    };
    expect((await batch(10)).Successful).toHaveLength(10);
    expect(await waiting(url)).toBe(10);
    await expect(batch(11)).rejects.toThrow('TooManyEntriesInBatchRequest');
  });

  it('says QueueDoesNotExist of a queue that nobody made', async () => {
    const asking = client.send(new GetQueueUrlCommand({ QueueName: unique('nobody-made') }));
    await expect(asking).rejects.toBeInstanceOf(QueueDoesNotExist);
  });
});

async function queue(Attributes: Record<string, string> = {}): Promise<string> {
  const QueueName = `${unique('line')}${Attributes.FifoQueue ? '.fifo' : ''}`;
  return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
}

const send = (QueueUrl: string, MessageBody: string, options: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...options }));

const inGroup = (MessageGroupId: string, deduplication: string) => ({
  MessageGroupId,
  MessageDeduplicationId: deduplication.replaceAll(' ', '-'), // no spaces allowed
});

/** Up to `count` messages; waits up to `seconds` for the first. */
async function receive(QueueUrl: string, seconds = 0, count = 10): Promise<Message[]> {
  const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
  const limits = { WaitTimeSeconds: seconds, MaxNumberOfMessages: count };
  return (await client.send(new ReceiveMessageCommand({ QueueUrl, ...limits, ...all }))).Messages ?? [];
}

async function receiveOne(url: string, seconds = 5): Promise<Message> {
  const [message] = await receive(url, seconds, 1);
  if (!message) throw new Error(`no message came to ${url} within ${seconds} s`);
  return message;
}

const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const deliveries = ({ Attributes }: Message) => Number(Attributes?.ApproximateReceiveCount);
const arnOf = async (url: string) => (await attributesOf(url)).QueueArn!;
const waiting = async (url: string) => Number((await attributesOf(url)).ApproximateNumberOfMessages);

async function attributesOf(QueueUrl: string): Promise<Record<string, string>> {
  return (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
}
