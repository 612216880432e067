import type { Kafka, Message, Producer, TopicMessages } from 'kafkajs';
import { inTime } from './connect.ts';

/**
 * Writes in the order of the calls, one request at a time: what comes meanwhile goes together into the next one.
 *
 * A batch that kafkajs repeats by itself is written once. But the next batch gets the sequence numbers of one that failed, and
 * if only an ack was lost, the broker acks that next batch and throws it away. So who has failed once is never used again.
 */
export function batchingProducer(kafka: Kafka) {
  let current: Producer | undefined;
  let gathering: TopicMessages[] | undefined; // the batch to be written next; `last` tells when it was
  let last: Promise<void> = Promise.resolve();

  async function write(topicMessages: TopicMessages[]): Promise<void> {
    if (gathering === topicMessages) gathering = undefined;
    current ??= kafka.producer({ idempotent: true, allowAutoTopicCreation: false });
    const producer = current;
    const sent = producer.connect().then(() => producer.sendBatch({ acks: -1, timeout: 3_000, topicMessages }));
    await inTime(4_000, sent).catch(error => {
      current = gathering = undefined; // all who wait behind this batch are rejected with it, at once
      last = Promise.resolve();
      const disconnect = () => producer.disconnect();
      sent.then(disconnect, disconnect).catch(() => {}); // not before: it may still be trying
      throw error;
    });
  }

  return {
    /** Resolves once every replica in sync has it; rejects when that is not certain. */
    send(topic: string, message: Message): Promise<void> {
      if (!gathering || gathering.length === 1_000) {
        const batch: TopicMessages[] = []; // small enough for the megabyte that a broker takes at once
        last = last.then(() => write(batch));
        gathering = batch;
      }
      gathering.push({ topic, messages: [message] });
      return inTime(5_000, last);
    },
    close: () => last.catch(() => {}).then(() => current?.disconnect()),
  };
}
