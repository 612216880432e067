import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Line } from '@ticketmaster/waiting-room/line';
import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { expect, it } from 'vitest';
import { connectToKafka } from './connect.ts';
import { kafkaLine } from './line.ts';
import { deleteEnded, groupOf, topicOf } from './topics.ts';

const kafka = connectToKafka(env.text('KAFKA_BROKERS'));
/** By a client of its own each time: it goes on asking for a topic that was deleted. */
async function asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = connectToKafka(env.text('KAFKA_BROKERS')).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
const openLine = kafkaLine(kafka, { sessionTimeoutMs: 1_500 });
const place = (number: number) => ({ visitorId: `v-${number}`, number, joinedAt: new Date().toISOString() });
const topics = () => asAdmin(admin => admin.listTopics());
const groups = () => asAdmin(async admin => (await admin.listGroups()).groups.map(({ groupId }) => groupId));

async function letIn(line: Line, number: number): Promise<void> {
  await eventually(async () => {
    const handed = await line.next(10);
    if (handed.length) await line.ack(handed);
    expect(handed.map(({ place }) => place.number)).toContain(number);
  }, 30_000);
}

it('keeps a join for a week, whatever the broker does by default', async () => {
  const eventId = unique('event');
  const line = await openLine(eventId);
  const topic = { type: ConfigResourceTypes.TOPIC, name: topicOf(eventId), configNames: ['retention.ms'] };
  const { resources } = await asAdmin(admin => admin.describeConfigs({ resources: [topic], includeSynonyms: false }));
  expect(resources[0]!.configEntries).toMatchObject([{ configName: 'retention.ms', configValue: `${7 * 86_400_000}` }]);
  await line.close();
});

it('deletes topic and group when the week is over for all of it and no gate reads it, and neither before', async () => {
  const [ended, inUse, kept] = [unique('ended'), unique('in-use'), unique('kept')];
  const lines = await Promise.all([ended, inUse, kept].map(openLine));
  for (const line of lines) await line.join(place(1));
  await Promise.all(lines.map(line => letIn(line, 1)));
  await lines[0]!.close();
  await lines[2]!.close();
  for (const eventId of [ended, inUse]) {
    const over = { topic: topicOf(eventId), partitions: [{ partition: 0, offset: '1' }] };
    await asAdmin(async admin => {
      await admin.fetchTopicOffsets(over.topic); // the client learns who leads it
      await admin.deleteTopicRecords(over); // as the broker does after a week
    });
  }

  expect(await deleteEnded(kafka)).toContain(ended);
  expect(await topics()).not.toContain(topicOf(ended));
  expect(await groups()).not.toContain(groupOf(ended));
  expect(await topics()).toContain(topicOf(inUse));
  expect(await topics()).toContain(topicOf(kept)); // with a join in it that may be read again

  const again = await openLine(ended);
  await again.join(place(2));
  await letIn(again, 2);
  await again.close();
  await lines[1]!.close();
});

it('makes a topic again that was deleted under an open line', async () => {
  const eventId = unique('event');
  const line = await openLine(eventId);
  await line.join(place(1));
  await letIn(line, 1);
  await asAdmin(async admin => {
    await admin.deleteTopics({ topics: [topicOf(eventId)] });
    await eventually(async () => expect(await admin.listTopics()).not.toContain(topicOf(eventId))); // until then it may still take a place
  });
  await eventually(() => line.join(place(2)), 60_000);
  await letIn(line, 2);
  await line.close();
});
