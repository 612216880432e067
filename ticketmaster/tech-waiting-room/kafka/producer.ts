import { batcher } from '@ticketmaster/common/batch';
import type { Kafka, Message, Producer, TopicMessages } from 'kafkajs';
import { inTime } from './connect.ts';

/**
 * Writes in the order of the calls, one request at a time: what comes meanwhile goes together into the next one.
 *
 * A batch that kafkajs repeats by itself is written once. But the next batch gets the sequence numbers of one that failed, and
 * if only an ack was lost, the broker acks that next batch and throws it away. So who has failed once is never used again.
 */
export function batchingProducer(kafka: Kafka, maxPending = 10_000) {
  let current: Producer | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function write(topicMessages: TopicMessages[]): Promise<void[]> {
    current ??= kafka.producer({ idempotent: true, allowAutoTopicCreation: false });
    const producer = current;
    const sent = producer.connect().then(() => producer.sendBatch({ acks: -1, timeout: 3_000, topicMessages }));
    last = sent.catch(() => {});
    await inTime(4_000, sent).catch(error => {
      current = undefined;
      const disconnect = () => producer.disconnect();
      sent.then(disconnect, disconnect).catch(() => {}); // not before: it may still be trying
      throw error;
    });
    return [];
  }
  const put = batcher<TopicMessages, void>(write, {
    most: 1_000, // small enough for the megabyte that a broker takes at once
    ...{ inFlight: 1, maxPending, patienceMs: 5_000, failTogether: true },
    full: () => new Error(`${maxPending} places wait for Kafka already`),
  });

  return {
    /** Resolves once every replica in sync has it; rejects when that is not certain. */
    send: (topic: string, message: Message): Promise<void> => put({ topic, messages: [message] }),
    close: () => last.then(() => current?.disconnect()),
  };
}
