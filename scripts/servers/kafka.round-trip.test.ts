// What the lessons need of Kafka through kafkajs: partitions, order by key, groups, commits and replay.
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { unique, urlOf } from './round-trip.ts';

const kafka = new Kafka({
  brokers: urlOf('KAFKA_BROKERS').split(','),
  logLevel: logLevel.NOTHING,
  retry: { retries: 8 },
});
const admin = kafka.admin();
const producer = kafka.producer({ idempotent: true }); // else a retry after a partial failure writes some again
const consumers: Consumer[] = [];
const topic = unique('on-sale');
const visitors = Array.from({ length: 120 }, (_, n) => ({ key: `event-${n % 12}`, value: `${n}` }));

beforeAll(async () => {
  await admin.connect();
  await producer.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 6, replicationFactor: 1 }], waitForLeaders: true });
  await producer.send({ topic, messages: visitors, acks: -1 });
});
afterAll(async () => {
  await Promise.all(consumers.map(consumer => consumer.disconnect()));
  await admin.deleteTopics({ topics: [topic] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

interface Read {
  partition: number;
  offset: string;
  key: string;
  value: string;
}

/** A new member of `group`, which reads from where the group has committed, or from the start. Commits nothing by itself. */
async function join(group: string): Promise<{ consumer: Consumer; read: Read[] }> {
  const consumer = kafka.consumer({ groupId: group, sessionTimeout: 10_000, maxWaitTimeInMs: 100 });
  const read: Read[] = [];
  consumers.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    async eachMessage({ partition, message: { offset, key, value } }) {
      read.push({ partition, offset, key: String(key), value: String(value) });
    },
  });
  return { consumer, read };
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });

it('makes a topic of six partitions', async () => {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  expect(topics[0]?.partitions).toHaveLength(6);
});

it('keeps each key in one partition, in order, and replays all from offset 0', async () => {
  const { consumer, read } = await join(unique('audit'));
  await until(() => expect(read).toHaveLength(120));
  for (const key of new Set(visitors.map(visitor => visitor.key))) {
    const ofKey = read.filter(message => message.key === key);
    expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
    expect(ofKey.map(({ value }) => value)).toEqual(
      visitors.filter(visitor => visitor.key === key).map(({ value }) => value),
    );
  }
  for (let partition = 0; partition < 6; partition++) consumer.seek({ topic, partition, offset: '0' });
  await until(() => expect(read).toHaveLength(240));
});

it('lets the next member of a group go on behind what was committed, and no further', async () => {
  const group = unique('gates');
  const first = await join(group);
  await until(() => expect(first.read).toHaveLength(120));
  const busy = first.read[0]!.partition;
  const ofBusy = first.read.filter(({ partition }) => partition === busy);
  await first.consumer.commitOffsets([{ topic, partition: busy, offset: `${Number(ofBusy.at(-1)!.offset) + 1}` }]);
  await first.consumer.disconnect();

  const second = await join(group);
  await until(() => expect(second.read).toHaveLength(120 - ofBusy.length));
  expect(second.read.some(({ partition }) => partition === busy)).toBe(false);
});

it('shares a topic among the members of a group', async () => {
  const group = unique('gates');
  const members = [await join(group), await join(group)];
  await until(async () => {
    const { groups } = await admin.describeGroups([group]);
    expect(groups[0]).toMatchObject({ state: 'Stable', members: [{}, {}] });
  });
  const seen = () => new Set(members.flatMap(({ read }) => read.map(({ value }) => value)));
  await until(() => expect(seen().size).toBe(120));
});
