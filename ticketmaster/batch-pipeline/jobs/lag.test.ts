import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { expect, it, onTestFinished } from 'vitest';
import { lagOf } from './lag.ts';
import { createTopics, topicsOf } from './topics.ts';

const kafka = connectToKafka(env.text('KAFKA_BROKERS'));

async function open() {
  const topics = topicsOf(unique('lag'));
  await createTopics(kafka, topics);
  const lag = lagOf(kafka, topics);
  onTestFinished(lag.close);
  return { topics, lag };
}

it('counts what nobody has acknowledged, in all topics', async () => {
  const { topics, lag } = await open();
  expect(await eventually(lag)).toBe(0); // all have leaders from now on, and nothing is sent twice
  const producer = kafka.producer();
  await producer.connect();
  for (const topic of topics.allJobs.slice(0, 3))
    await producer.send({ topic, messages: [{ value: 'one' }, { value: 'two' }] });
  await producer.disconnect();
  expect(await lag()).toBe(6);

  const admin = kafka.admin();
  await admin.connect();
  const topic = topics.allJobs[0]!;
  const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ partition, offset: high }));
  await admin.setOffsets({ groupId: topics.workers, topic, partitions });
  await admin.disconnect();
  expect(await lag()).toBe(4);
});
