import type { Place } from '@ticketmaster/waiting-room/line';
import type { Kafka } from 'kafkajs';
import { offsetsOf, topicOf } from './topics.ts';

/**
 * Everybody who has joined until now, in their order, those included who were let in long ago. No gate notices: it reads from the
 * first offset in a group of its own, which it takes away again.
 * @hears place-in-kafka
 */
export async function replay(kafka: Kafka, eventId: string): Promise<Place[]> {
  const topic = topicOf(eventId);
  const groupId = `audit.${crypto.randomUUID()}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 500, retry: { restartOnFailure: async () => false } });
  const places: Place[] = [];
  const whole = Promise.withResolvers<void>();
  consumer.on(consumer.events.CRASH, ({ payload }) => whole.reject(payload.error));
  try {
    await admin.connect();
    const { low, high: end } = await offsetsOf(admin, topic); // nobody who joins meanwhile is waited for
    if (low === end) return [];
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch }) {
        for (const { offset, value } of batch.messages)
          if (BigInt(offset) < BigInt(end)) places.push(JSON.parse(String(value)) as Place);
        if (BigInt(batch.lastOffset()) + 1n >= BigInt(end)) whole.resolve();
      },
    });
    await whole.promise;
    return places;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => {}); // nothing was committed: it ends by itself
    await admin.disconnect();
  }
}
