// What the lessons need of RabbitMQ: a quorum queue that confirms, redelivers, and sets a poisonous message aside.
import { type ChannelModel, type ConfirmChannel, type ConsumeMessage, connect, type GetMessage } from 'amqplib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { unique, urlOf } from './round-trip.ts';

let connection: ChannelModel;
let channel: ConfirmChannel;
beforeAll(async () => {
  connection = await connect(urlOf('AMQP_URL'));
  channel = await connection.createConfirmChannel();
});
afterAll(() => connection.close());

async function quorumQueue(options: Record<string, unknown> = {}): Promise<string> {
  const queue = unique('line');
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum', ...options } });
  return queue;
}

async function publish(queue: string, ...bodies: string[]) {
  for (const body of bodies) channel.sendToQueue(queue, Buffer.from(body), { persistent: true });
  await channel.waitForConfirms();
}

/** The next message; a confirmed one may take a moment to be there to get. */
const next = (queue: string): Promise<GetMessage> =>
  vi.waitFor(
    async () => {
      const message = await channel.get(queue);
      if (!message) throw new Error(`${queue} is empty`);
      return message;
    },
    { timeout: 60_000, interval: 20 },
  );

it('confirms what it has, and hands it over in order', async () => {
  const queue = await quorumQueue();
  await publish(queue, 'ada', 'bob', 'cyd');
  for (const name of ['ada', 'bob', 'cyd']) {
    const message = await next(queue);
    expect(String(message.content)).toBe(name);
    channel.ack(message);
  }
  await channel.deleteQueue(queue);
});

it('gives a consumer no more than it prefetches until it acknowledges', async () => {
  const queue = await quorumQueue();
  await publish(queue, 'ada', 'bob', 'cyd');
  const consumer = await connection.createChannel();
  await consumer.prefetch(2);
  const got: ConsumeMessage[] = [];
  await consumer.consume(queue, message => message && got.push(message));
  await vi.waitFor(() => expect(got).toHaveLength(2), { timeout: 60_000 });
  consumer.ack(got[0]!);
  await vi.waitFor(() => expect(got.map(({ content }) => String(content))).toEqual(['ada', 'bob', 'cyd']), {
    timeout: 60_000,
  });
  await consumer.close();
  await channel.deleteQueue(queue);
});

it('hands a rejected message over again, and to the dead letters once its limit is reached', async () => {
  const dead = await quorumQueue();
  const queue = await quorumQueue({
    'x-delivery-limit': 2,
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': dead,
  });
  await publish(queue, 'poison');
  for (const redelivered of [false, true, true]) {
    const message = await next(queue);
    expect(message.fields.redelivered).toBe(redelivered);
    channel.nack(message, false, true);
  }
  const letter = await next(dead);
  expect(String(letter.content)).toBe('poison');
  expect(letter.properties.headers?.['x-death']?.[0]).toMatchObject({ queue, reason: 'delivery_limit' });
  channel.ack(letter);
  for (const name of [queue, dead]) await channel.deleteQueue(name);
});
