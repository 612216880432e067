import { setTimeout as sleep } from 'node:timers/promises';
import { createTopic } from '@ticketmaster/waiting-room-kafka/topics';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { RETENTION_MS } from '../kafka.ts';
import type { Sold } from '../relay.ts';
import { type Shard, shardOf } from '../shard.ts';
import { receive } from './inbox.ts';

export interface ConsumerParts {
  kafka: Kafka;
  topic: string;
  group: string;
  shards: Shard[];
  /** Told after a batch was written down, before Kafka is told so; what it throws happens there. */
  reached?: (step: 'received') => unknown;
}

/**
 * Writes what Kafka tells into the inbox, and only then commits how far it has read. Who dies in between is told the same again. Goes on, with
 * a new consumer, after whatever kafkajs holds to be final. Answers how to stop it.
 * @hears sold
 */
export function consuming({ kafka, topic, group, shards, reached = () => {} }: ConsumerParts): () => Promise<void> {
  const stop = new AbortController();
  let leave = () => {};

  async function eachBatch({ batch }: EachBatchPayload): Promise<void> {
    const all = batch.messages.flatMap(({ value, offset }) => heard(String(value), offset));
    await Promise.all(
      shards.map(async (shard, nth) => {
        const ofShard = all.filter(({ eventId }) => shardOf(eventId, shards.length) === nth);
        if (ofShard.length) await receive(shard.primary(), ofShard);
      }),
    );
    await reached('received');
  }

  async function attend(): Promise<void> {
    while (!stop.signal.aborted) {
      const consumer = kafka.consumer({
        ...{ groupId: group, sessionTimeout: 6_000, heartbeatInterval: 1_000, maxWaitTimeInMs: 200 },
        retry: { restartOnFailure: async () => false },
      });
      const over = Promise.withResolvers<void>();
      leave = over.resolve;
      consumer.on(consumer.events.CRASH, () => over.resolve());
      await createTopic(kafka, topic, RETENTION_MS)
        .then(() => consumer.subscribe({ topic, fromBeginning: true }))
        .then(() => consumer.run({ eachBatch }))
        .then(() => (stop.signal.aborted ? undefined : over.promise))
        .catch(() => {}); // Kafka is away
      await consumer.disconnect().catch(() => {});
      await sleep(200 + Math.random() * 300, undefined, { signal: stop.signal }).catch(() => {});
    }
  }

  const attending = attend();
  return async () => {
    stop.abort();
    leave();
    await Promise.race([attending, sleep(5_000, undefined, { ref: false })]);
  };
}

/** What cannot be read is told, and left behind: it will be no better the next time. */
function heard(text: string, offset: string): Sold[] {
  try {
    return [JSON.parse(text) as Sold];
  } catch {
    console.error(`What Kafka tells at ${offset} is no JSON, and is left out`);
    return [];
  }
}
