import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { batchingProducer } from '@ticketmaster/waiting-room-kafka/producer';
import type { Kafka } from 'kafkajs';
import type { Sold } from './relay.ts';

export { connectToKafka };

const DAY = 86_400_000;
/** So long can a notification service be away and miss nothing. ms */
export const RETENTION_MS = 7 * DAY;

/** Writes to the topic; resolves once every replica in sync has all of it. */
export function publisher(kafka: Kafka, topic: string) {
  const producer = batchingProducer(kafka);
  return {
    /** @sends sold */
    async publish(sold: Sold[]): Promise<void> {
      await Promise.all(sold.map(one => producer.send(topic, { key: one.eventId, value: JSON.stringify(one) })));
    },
    close: () => producer.close(),
  };
}
