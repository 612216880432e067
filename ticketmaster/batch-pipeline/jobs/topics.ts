import type { Kafka } from 'kafkajs';
import { type Priority, priorities, type Style, styles } from '../artwork.ts';

const DAY = 86_400_000;
/** Of each topic of jobs, and of the log. */
export const PARTITIONS = 4;

/** The names of an installation: several may share a Kafka. */
export function topicsOf(prefix: string) {
  const jobs = (priority: Priority, style: Style) => `${prefix}.jobs.${priority}.${style}`;
  return {
    jobs,
    allJobs: priorities.flatMap(priority => styles.map(style => jobs(priority, style))),
    priorityOf: (topic: string) => topic.split('.').at(-2) as Priority,
    /** Claims, results and all else that decides what a job is. */
    events: `${prefix}.events`,
    /** Jobs that nobody could do, with the reason. */
    dead: `${prefix}.dead`,
    workers: `${prefix}.workers`,
  };
}
export type Topics = ReturnType<typeof topicsOf>;

/** Makes those that are not there. A job and what became of it live for a day, a dead letter for a month. */
export async function createTopics(kafka: Kafka, { allJobs, events, dead }: Topics): Promise<void> {
  const admin = kafka.admin();
  const topic = (name: string, numPartitions: number, days: number) => ({
    ...{ topic: name, numPartitions },
    configEntries: [{ name: 'retention.ms', value: `${days * DAY}` }],
  });
  try {
    await admin.createTopics({
      topics: [...allJobs.map(name => topic(name, PARTITIONS, 1)), topic(events, PARTITIONS, 1), topic(dead, 1, 30)],
      ...{ timeout: 5_000, waitForLeaders: false },
    });
  } finally {
    await admin.disconnect();
  }
}
