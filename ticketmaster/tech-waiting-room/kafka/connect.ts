import { within } from '@ticketmaster/common/within';
import { type Admin, Kafka, type KafkaConfig, logLevel } from 'kafkajs';

/**
 * A client that tries six times again, after pauses that grow to a second and are never the same twice, and then rejects. One for
 * each gate: kafkajs remembers what a group has committed per client, so gates of one event would overwrite each other's.
 */
export function connectToKafka(brokers: string, more: Partial<KafkaConfig> = {}): Kafka {
  const retry = { initialRetryTime: 50, factor: 0.5, multiplier: 2, maxRetryTime: 1_000, retries: 6 };
  const quiet = { logLevel: logLevel.NOTHING, connectionTimeout: 3_000, requestTimeout: 4_000 };
  return new Kafka({ brokers: brokers.split(','), retry, ...quiet, ...more });
}

/** Rejects when `work` takes longer. The work goes on. */
export const inTime = <T>(ms: number, work: Promise<T>) => within(ms, work, 'Kafka does not answer');

/** A question that resolves once a broker has told what it knows of the cluster. All that ask share one connection. */
export function pinging(kafka: Kafka) {
  let connected: Promise<Admin> | undefined;
  async function connect(): Promise<Admin> {
    const admin = kafka.admin({ retry: { retries: 0 } });
    await inTime(4_000, admin.connect());
    return admin;
  }
  async function ping(): Promise<void> {
    connected ??= connect();
    const asking = connected;
    try {
      await inTime(4_000, (await asking).describeCluster());
    } catch (error) {
      await ping.close(asking);
      throw error;
    }
  }
  ping.close = async (which = connected) => {
    if (which === connected) connected = undefined; // the next one that asks connects anew
    await which?.then(
      admin => admin.disconnect(),
      () => {},
    );
  };
  return ping;
}
