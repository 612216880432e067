import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import type { Kafka } from 'kafkajs';
import { replay } from './audit.ts';
import { connectToKafka } from './connect.ts';
import { groupOf, offsetsOf, topicOf } from './topics.ts';

/** What Kafka knows of a line: all who ever joined, up to whom the gates have acked, how many lie between (the lag), and the gates. */
export async function inspect(kafka: Kafka, eventId: string) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { low, high } = await offsetsOf(admin, topicOf(eventId));
    const [group] = await admin.fetchOffsets({ groupId: groupOf(eventId), topics: [topicOf(eventId)] });
    const { groups } = await admin.describeGroups([groupOf(eventId)]);
    const gates = groups[0]?.state === 'Stable' ? groups[0].members.length : null; // null: some come or go just now
    const acked = Math.max(0, Number(group!.partitions[0]?.offset ?? 0)); // -1: none yet
    return { everJoined: Number(high) - Number(low), acked, lag: Number(high) - acked, gates };
  } finally {
    await admin.disconnect();
  }
}

if (import.meta.main) {
  const [eventId = '', what] = process.argv.slice(2);
  const kafka = connectToKafka(env.text('KAFKA_BROKERS'));
  if (what === 'replay') {
    for (const { number, visitorId } of await replay(kafka, eventId).catch(refuseToStart))
      console.log(number, visitorId);
  } else console.log(JSON.stringify(await inspect(kafka, eventId).catch(refuseToStart)));
}
