import type { Admin, Kafka } from 'kafkajs';
import type { Topics } from './topics.ts';

/** How many jobs lie in the topics that no worker has acknowledged, as Kafka says: also those of a view that is behind. */
export function lagOf(kafka: Kafka, { allJobs, workers }: Topics) {
  let connected: Promise<Admin> | undefined;
  async function connect(): Promise<Admin> {
    const admin = kafka.admin({ retry: { retries: 1 } });
    await admin.connect();
    return admin;
  }

  async function lag(): Promise<number> {
    connected ??= connect();
    try {
      const admin = await connected;
      const acknowledged = await admin.fetchOffsets({ groupId: workers, topics: allJobs });
      const ends = await Promise.all(
        allJobs.map(async topic => [topic, await admin.fetchTopicOffsets(topic)] as const),
      );
      let behind = 0n;
      for (const [topic, partitions] of ends)
        for (const { partition, high, low } of partitions) {
          const committed = acknowledged
            .find(one => one.topic === topic)
            ?.partitions.find(one => one.partition === partition);
          const from = committed && committed.offset !== '-1' ? BigInt(committed.offset) : BigInt(low);
          behind += BigInt(high) - from;
        }
      return Number(behind);
    } catch (error) {
      const failed = connected;
      connected = undefined; // the next one that asks connects anew
      void failed?.then(admin => admin.disconnect()).catch(() => {});
      throw error;
    }
  }
  lag.close = async () => {
    await connected?.then(admin => admin.disconnect()).catch(() => {});
  };
  return lag;
}
