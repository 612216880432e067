import { setTimeout as sleep } from 'node:timers/promises';
import type { Handed, OpenLine } from '@ticketmaster/waiting-room/line';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { inTime } from './connect.ts';
import { batchingProducer } from './producer.ts';
import { createTopic, groupOf, topicOf } from './topics.ts';

/**
 * A line kept in one topic per event, of one partition: one order, and so one gate that lets in while all others stand by.
 *
 *   join   Produce       acks=all, idempotent, together with all who joined while the last request was under way
 *   next   Fetch         of what comes ahead, of itself, until `prefetch` places or more are there: a push turned into a pull
 *   ack    OffsetCommit  of the last place; it covers all before it
 *   close  LeaveGroup    another gate goes on behind the last ack, by its next heartbeat; a dead one's session has to end first
 *
 * A place stays in the log after its ack, for `retentionMs` from its join: audit.ts reads the whole on-sale again.
 * @message place-in-kafka over kafka `line.{eventId}`
 * @field number who joined earlier has the smaller one
 * @carries Handed.place
 * @says A place in the line of one event, kept by a topic of one partition.
 * @twice Handed out again behind the last commit; the ledger admits its visitor once.
 * @sends place-in-kafka
 * @hears place-in-kafka
 */
export function kafkaLine(
  kafka: Kafka,
  { sessionTimeoutMs: sessionTimeout = 6_000, prefetch = 1_000, retentionMs = 604_800_000, maxPending = 10_000 } = {},
): OpenLine {
  const producer = batchingProducer(kafka, maxPending);
  let lines = 0;

  return async function openLine(eventId) {
    const topic = topicOf(eventId);
    const arrived: Handed[] = [];
    let generation = 0; // how often this gate's membership of the group has changed; receipts from before mean nothing
    let commit: EachBatchPayload['commitOffsetsIfNecessary'];
    let trouble: Error | undefined;
    let closed = false;
    let leave = () => {};

    function forget(): void {
      generation++;
      arrived.length = 0; // whoever has the partition now begins behind the last ack
      trouble = undefined;
    }

    async function read({ batch, heartbeat, ...consumer }: EachBatchPayload): Promise<void> {
      commit = consumer.commitOffsetsIfNecessary; // it alone does not try again under a later membership
      consumer.resolveOffset(batch.lastOffset()); // a heartbeat that fails would have the batch read again
      for (const { offset, value } of batch.messages)
        arrived.push({ place: JSON.parse(String(value)), receipt: `${generation}:${offset}` });
      while (arrived.length >= prefetch && consumer.isRunning()) {
        await sleep(50);
        await heartbeat(); // throws when a gate has come or gone
      }
    }

    /** One consumer after the other: kafkajs does not start one again after an error that it holds to be final. */
    async function attend(): Promise<void> {
      while (!closed) {
        const consumer = kafka.consumer({
          ...{ groupId: groupOf(eventId), sessionTimeout, heartbeatInterval: Math.min(1_000, sessionTimeout / 3) },
          ...{ rebalanceTimeout: sessionTimeout, retry: { restartOnFailure: async () => false } },
          ...{ maxWaitTimeInMs: 500, maxBytesPerPartition: 131_072 }, // during a fetch it neither sends heartbeats nor leaves
        });
        const { GROUP_JOIN, REBALANCING, CRASH } = consumer.events;
        for (const event of [GROUP_JOIN, REBALANCING, CRASH]) consumer.on(event, forget);
        const over = Promise.withResolvers<Error | undefined>();
        leave = () => over.resolve(undefined);
        consumer.on(CRASH, ({ payload }) => over.resolve(payload.error));
        trouble = await createTopic(kafka, topic, retentionMs) // somebody may have deleted it
          .then(() => consumer.subscribe({ topic, fromBeginning: true }))
          .then(() => consumer.run({ autoCommit: false, eachBatch: read }))
          .then(() => over.promise)
          .catch((error: Error) => error);
        await consumer.disconnect().catch(() => {}); // not while run() begins: it would join after it had left
        if (!closed) await sleep(250 + Math.random() * 500);
      }
    }

    await createTopic(kafka, topic, retentionMs);
    lines++;
    const attending = attend(); // not waited for: the session of a dead gate may have to end first

    return {
      join: place => producer.send(topic, { key: eventId, value: JSON.stringify(place) }),

      async next(max) {
        if (trouble) throw trouble;
        return arrived.splice(0, max);
      },

      async ack(handed) {
        const [ofGeneration, offset] = handed.at(-1)!.receipt.split(':') as [string, string];
        if (Number(ofGeneration) !== generation) return; // they are handed out again, and the ledger says GONE
        const partitions = [{ partition: 0, offset: String(BigInt(offset) + 1n) }];
        await inTime(4_000, commit({ topics: [{ topic, partitions }] }));
      },

      async close() {
        closed = true;
        leave();
        await Promise.race([attending, sleep(5_000, undefined, { ref: false })]);
        if (--lines === 0) await producer.close();
      },
    };
  };
}
