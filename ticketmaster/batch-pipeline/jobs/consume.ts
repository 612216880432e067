import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerConfig, ConsumerRunConfig, Kafka } from 'kafkajs';
import { createTopics, type Topics } from './topics.ts';

export interface Consuming {
  kafka: Kafka;
  /** Made anew where somebody has deleted them. */
  topics: Topics;
  read: string[];
  config: ConsumerConfig;
  run: ConsumerRunConfig;
  /** The membership of the group has changed, or ended: who reads what may have changed. */
  changed?: () => void;
}

/** Reads, one consumer after the other: kafkajs does not start one again after an error that it holds to be final. Answers how to stop. */
export function consume({ kafka, topics, read, config, run, changed = () => {} }: Consuming): () => Promise<void> {
  let closed = false;
  let leave = () => {};

  async function once(): Promise<void> {
    const consumer = kafka.consumer({ retry: { restartOnFailure: async () => false }, ...config });
    const over = Promise.withResolvers<void>();
    leave = over.resolve;
    const { GROUP_JOIN, REBALANCING, CRASH } = consumer.events;
    for (const event of [GROUP_JOIN, REBALANCING, CRASH]) consumer.on(event, changed);
    consumer.on(CRASH, () => over.resolve());
    try {
      await createTopics(kafka, topics);
      await consumer.subscribe({ topics: read, fromBeginning: true });
      await consumer.run(run);
      if (!closed) await over.promise;
    } finally {
      await consumer.disconnect().catch(() => {});
    }
  }

  async function goOn(): Promise<void> {
    while (!closed) {
      await once().catch((error: Error) => console.error(`Reading ${read.join(', ')} failed: ${error.message}`));
      if (!closed) await sleep(250 + Math.random() * 500);
    }
  }
  const reading = goOn();
  return async () => {
    closed = true;
    leave();
    await reading;
  };
}
