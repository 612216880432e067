import { setTimeout as sleep } from 'node:timers/promises';
import { backoff } from '@ticketmaster/common/repeat';
import type { Admin, Kafka } from 'kafkajs';

/** The topic that holds an event's line, and the group of its gates. */
export const topicOf = (eventId: string) => `line.${eventId}`;
export const groupOf = (eventId: string) => `gates.${eventId}`;

/** Makes the topic of a line, of one partition, unless it is there, and waits until it has a leader. Each of its records lives for `retentionMs`. */
export async function createTopic(kafka: Kafka, topic: string, retentionMs: number): Promise<void> {
  const admin = kafka.admin();
  const configEntries = [{ name: 'retention.ms', value: `${retentionMs}` }];
  try {
    await admin.createTopics({
      topics: [{ topic, numPartitions: 1, configEntries }],
      timeout: 3_000,
      waitForLeaders: false, // kafkajs gives up at once while the broker does not know the topic yet
    });
    await partitionsOf(admin, topic);
  } finally {
    await admin.disconnect();
  }
}

/** Where a line begins and ends, as offsets. */
export const offsetsOf = async (admin: Admin, topic: string) => (await partitionsOf(admin, topic))[0]!;

/** Where each partition begins and ends. A topic made a moment ago has no leader yet on a busy broker: it is asked for again, for so long. */
export async function partitionsOf(admin: Admin, topic: string, withinMs = 5_000) {
  const deadline = Date.now() + withinMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      if (!passes(error as Failure) || Date.now() > deadline) throw error;
      await sleep(backoff(attempt, 50, 500));
    }
  }
}

type Failure = { retriable?: boolean; cause?: unknown };

/** The broker says that asking again may help; also where kafkajs has done so by itself, and given up. */
const passes = (error: Failure) => ((error.cause as Failure | undefined) ?? error).retriable === true;

const prefix = topicOf('');

/**
 * Deletes the lines that hold nothing any more, since all their records are past the life that `retention.ms` gives them, and that no
 * gate reads: topic and group. Kafka itself deletes records, never a topic. Answers of which events.
 */
export async function deleteEnded(kafka: Kafka): Promise<string[]> {
  const admin = kafka.admin();
  const ended: string[] = [];
  try {
    await admin.connect();
    for (const topic of (await admin.listTopics()).filter(name => name.startsWith(prefix))) {
      const eventId = topic.slice(prefix.length);
      const { low, high } = await offsetsOf(admin, topic);
      const { groups } = await admin.describeGroups([groupOf(eventId)]);
      if (low === high && groups[0]!.members.length === 0) ended.push(eventId);
    }
    await admin.deleteGroups(ended.map(groupOf)).catch(() => {}); // one that never committed ends by itself
    if (ended.length) await admin.deleteTopics({ topics: ended.map(topicOf) }); // last: kafkajs goes on asking for them
    return ended;
  } finally {
    await admin.disconnect();
  }
}
