import { batchingProducer } from '@ticketmaster/waiting-room-kafka/producer';
import type { Kafka } from 'kafkajs';
import type { Job } from '../artwork.ts';
import type { JobEvent } from './job-states.ts';
import type { Topics } from './topics.ts';

/** Writes jobs and what becomes of them. Each resolves once every replica in sync has it, and rejects when that is not certain. */
export function jobLog(kafka: Kafka, topics: Topics) {
  const producer = batchingProducer(kafka);
  return {
    /**
     * To whoever renders. Twice is once: the log of events tells them apart.
     * @sends job
     */
    hand: (job: Job) =>
      producer.send(topics.jobs(job.priority, job.style), { key: job.jobId, value: JSON.stringify(job) }),

    /** @sends job-event */
    tell: (event: JobEvent) =>
      producer.send(topics.events, {
        key: 'job' in event ? event.job.jobId : event.jobId,
        value: JSON.stringify(event),
      }),

    /**
     * Puts aside what nobody can do.
     * @sends dead-letter
     */
    bury: (from: string, value: string, reason: string) =>
      producer.send(topics.dead, { key: from, value, headers: { reason, from } }),

    close: () => producer.close(),
  };
}

export type JobLog = ReturnType<typeof jobLog>;
