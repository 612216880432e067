import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from 'amqplib';

/** The queue that holds an event's line. */
export const queueOf = (eventId: string) => `line.${eventId}`;

/** Where a place goes that was handed out too often and never acked: a poison one. */
export const deadLettersOf = (eventId: string) => `${queueOf(eventId)}.dead`;

export interface QueueLimits {
  /** How often a place is handed out before it is laid aside. */
  deliveryLimit: number;
  /** A queue from which nobody has read for so long ends with all that is in it. The room puts those who still wait in again. */
  expiresMs: number;
}

/** Makes the two queues of an event, unless they are there, and answers the channel when they are safe. */
export async function declareQueues<C extends Channel>(channel: C, eventId: string, limits: QueueLimits): Promise<C> {
  const lasting = { 'x-queue-type': 'quorum', 'x-expires': limits.expiresMs };
  const poison = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': deadLettersOf(eventId) };
  await channel.assertQueue(deadLettersOf(eventId), { arguments: lasting });
  const lining = { ...lasting, ...poison, 'x-delivery-limit': limits.deliveryLimit };
  await channel.assertQueue(queueOf(eventId), { arguments: lining });
  await settled(channel);
  return channel;
}

/**
 * Waits until a queue just declared is known on disk. A RabbitMQ 3 that is killed within half a second after it made a queue may
 * forget it, with all that it confirmed (https://github.com/rabbitmq/ra/pull/443); a later one has written it by then.
 */
async function settled({ connection }: Channel): Promise<void> {
  if (!connection.serverProperties.version.startsWith('3.')) return;
  for (let tenth = 0; tenth < 10; tenth++) await sleep(100); // a machine that stands still gives RabbitMQ no time, and us one step at most
}
