import { randomUUID } from 'node:crypto';
import { offsetsOf } from '@ticketmaster/waiting-room-kafka/topics';
import type { Kafka } from 'kafkajs';
import { type Job, jobIn } from '../artwork.ts';
import type { JobLog } from './log.ts';
import type { Topics } from './topics.ts';

/**
 * @message dead-letter over kafka `{prefix}.dead`
 * @field reason why it was put aside
 * @field text the record as it was
 * @says A job that nobody could do, or a record that is no job, with the reason; kept for a month.
 * @word topics
 */
export interface DeadLetter {
  /** Its number in the topic. */
  offset: string;
  /** The topic of jobs that it came from. */
  from: string;
  reason: string;
  /** Undefined where it is none: it cannot be done anew. */
  job: Job | undefined;
  text: string;
}

/**
 * All that were put aside and are kept, the oldest first. Rejects after `withinMs`.
 * @hears dead-letter
 */
export async function deadLetters(kafka: Kafka, { dead }: Topics, withinMs = 30_000): Promise<DeadLetter[]> {
  const ends = await endsOf(kafka, dead);
  const last = BigInt(ends.high) - 1n;
  if (last < BigInt(ends.low)) return [];
  const consumer = kafka.consumer({ groupId: `${dead}.look.${randomUUID()}` });
  const read = Promise.withResolvers<DeadLetter[]>();
  const late = setTimeout(() => read.reject(new Error('the dead letters are not read in time')), withinMs);
  const found: DeadLetter[] = [];
  try {
    await consumer.subscribe({ topic: dead, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      async eachMessage({ message: { offset, value, headers } }) {
        const text = String(value);
        found.push({ offset, from: String(headers?.from), reason: String(headers?.reason), text, job: jobIn(text) });
        if (BigInt(offset) >= last) read.resolve(found);
      },
    });
    return await read.promise;
  } finally {
    clearTimeout(late);
    await consumer.disconnect();
  }
}

async function endsOf(kafka: Kafka, topic: string) {
  const admin = kafka.admin();
  try {
    return await offsetsOf(admin, topic);
  } finally {
    await admin.disconnect();
  }
}

/** Has the job of a dead letter done anew, with three attempts more. A job that has not failed stays as it is. */
export async function replay(log: JobLog, job: Job, now = Date.now): Promise<void> {
  await log.tell({ type: 'replayed', at: now(), job }); // before a worker is handed it: to whom a FAILED job is over
  await log.hand(job);
}
