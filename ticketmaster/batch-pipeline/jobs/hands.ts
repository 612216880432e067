import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { type Job, jobIn } from '../artwork.ts';
import { consume } from './consume.ts';
import { PARTITIONS, type Topics } from './topics.ts';
import { turns } from './turns.ts';

export interface HandsParts {
  kafka: Kafka;
  topics: Topics;
  /** Resolves once the job has ended, one way or another: only then it is no longer handed out. `over` tells that this worker is to end. */
  work: (job: Job, over: AbortSignal) => Promise<void>;
  /** A record that is no job: somebody else wrote it. */
  odd: (topic: string, value: string) => Promise<void>;
  /** Small jobs that are worked on in one pass: what a job costs beside its picture is waited for once. */
  together?: number;
  /** Of a worker that has died; then its jobs are another's. ms */
  sessionTimeoutMs?: number;
}

const HEARTBEAT_MS = 500;
/** What a partition may have here that has not had its turn: a few dozen jobs. */
const MOST_BYTES = 16_384;

/** More bring little where a processor draws, and keep each longer in hand: compare/batching.svg. A model on a GPU may gain by them. */
const TOGETHER = 1;
/** Pixels. Larger pictures are worth a pass of their own. */
const SMALL = 256;

/**
 * A worker's hands: jobs come out of all partitions that it has, in passes, one at a time over all of them, in turns by priority. Promises:
 *   one pass        however many wait, this worker works on one job, or on a few small ones; partitions whose jobs wait are not fetched from (backpressure)
 *   ack after end   an offset is committed when its job has ended, so what a dead worker had in hand is handed out again
 *   no starving     every priority has its share of the turns (turns.ts)
 * @hears job
 */
export function openHands({ kafka, topics, work, odd, together = TOGETHER, sessionTimeoutMs = 6_000 }: HandsParts) {
  const turn = turns();
  const over = new AbortController();

  async function read({ batch, heartbeat, resolveOffset, isStale, isRunning, ...consumer }: EachBatchPayload) {
    const { topic, partition } = batch;
    const lost = new AbortController(); // the membership is over: another worker may have the partition
    for (const records of inPasses(batch.messages, together)) {
      if (lost.signal.aborted || over.signal.aborted || isStale() || !isRunning()) return; // kafkajs joins anew when all have returned
      const beat = setInterval(() => void heartbeat().catch(() => lost.abort()), HEARTBEAT_MS);
      try {
        const done = await turn.wait(
          topics.priorityOf(topic),
          AbortSignal.any([lost.signal, over.signal]),
          records.length,
        );
        if (!done) return;
        try {
          await Promise.all(records.map(({ value }) => handed(topic, String(value))));
        } finally {
          done();
        }
      } finally {
        clearInterval(beat);
      }
      const { offset } = records.at(-1)!;
      resolveOffset(offset);
      const next = `${BigInt(offset) + 1n}`;
      await consumer.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
    }
  }

  async function handed(topic: string, text: string): Promise<void> {
    const job = jobIn(text);
    await (job ? work(job, over.signal) : odd(topic, text));
  }

  const stop = consume({
    ...{ kafka, topics, read: topics.allJobs },
    config: {
      ...{ groupId: topics.workers, sessionTimeout: sessionTimeoutMs, rebalanceTimeout: sessionTimeoutMs },
      ...{ heartbeatInterval: HEARTBEAT_MS, maxWaitTimeInMs: 250, maxBytesPerPartition: MOST_BYTES },
    },
    run: {
      ...{
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: topics.allJobs.length * PARTITIONS,
      },
      eachBatch: read,
    },
  });

  return {
    /** Takes nothing more, and ends what is in hand. */
    async close(): Promise<void> {
      over.abort();
      await stop();
    },
  };
}

/** Small jobs that follow each other, `together` at most; every other record alone. */
function* inPasses(records: KafkaMessage[], together: number): Generator<KafkaMessage[]> {
  let pass: KafkaMessage[] = [];
  for (const record of records) {
    const isSmall = jobIn(String(record.value))?.size === SMALL;
    if (pass.length > 0 && (!isSmall || pass.length === together)) {
      yield pass;
      pass = [];
    }
    if (isSmall) pass.push(record);
    else yield [record];
  }
  if (pass.length > 0) yield pass;
}
