// When a job is acknowledged. Here Kafka is a list of records, and kafkajs' consumer is what was written down of its calls.
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { expect, it, onTestFinished } from 'vitest';
import { openHands } from './hands.ts';
import { topicsOf } from './topics.ts';

const topics = topicsOf('here');
const topic = topics.jobs('normal', 'poster');
const job = (nth: number) => ({
  ...{ jobId: crypto.randomUUID(), client: 'ada', priority: 'normal', submittedAt: 1 },
  ...{ prompt: `night ${nth}`, style: 'poster', size: 512, seed: nth },
});

/** Reads so many jobs from a partition with these hands; `log` is what they did, in its order. */
function reading(jobs: number, work: (nth: number) => Promise<void>) {
  const log: string[] = [];
  const read = Promise.withResolvers<(payload: EachBatchPayload) => Promise<void>>();
  const nothing = async () => {};
  const consumer = {
    ...{ events: {}, on: () => {}, subscribe: nothing, disconnect: nothing },
    run: async ({ eachBatch }: { eachBatch: (payload: EachBatchPayload) => Promise<void> }) => read.resolve(eachBatch),
  };
  const kafka = { consumer: () => consumer, admin: () => ({ createTopics: nothing, disconnect: nothing }) };
  const hands = openHands({
    ...{ kafka: kafka as unknown as Kafka, topics, odd: async () => void log.push('put aside') },
    async work({ seed }) {
      log.push(`begin ${seed}`);
      await work(seed);
      log.push(`end ${seed}`);
    },
  });
  onTestFinished(hands.close);
  const messages = Array.from({ length: jobs }, (_, nth) => ({ offset: `${nth}`, value: JSON.stringify(job(nth)) }));
  const payload = {
    batch: { topic, partition: 0, messages },
    ...{ isStale: () => false, isRunning: () => true, heartbeat: nothing, resolveOffset: () => {} },
    commitOffsetsIfNecessary: async ({ topics: [of] }: { topics: { partitions: { offset: string }[] }[] }) =>
      void log.push(`commit ${of!.partitions[0]!.offset}`),
  };
  return { log, done: read.promise.then(eachBatch => eachBatch(payload as unknown as EachBatchPayload)) };
}

const soon = () => new Promise<void>(resolve => setTimeout(resolve, 20));

it('acknowledges each job when it has ended, and the next is begun after that', async () => {
  const { log, done } = reading(2, soon);
  await done;
  expect(log).toEqual(['begin 0', 'end 0', 'commit 1', 'begin 1', 'end 1', 'commit 2']);
});

it('does not acknowledge what is in hand, nor what has failed: it is handed out again', async () => {
  const { log, done } = reading(2, async nth => {
    await soon();
    if (nth === 1) throw new Error('this worker ends');
  });
  await expect(done).rejects.toThrow('this worker ends');
  expect(log).toEqual(['begin 0', 'end 0', 'commit 1', 'begin 1']);
});
