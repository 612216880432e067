import { setTimeout as sleep } from 'node:timers/promises';
import type { Handed, OpenLine, Place } from '@ticketmaster/waiting-room/line';
import type { Channel, ConsumeMessage, RecoveringChannelModel } from 'amqplib';
import { lasting, settled } from './connect.ts';

/** The queue that holds an event's line. */
export const queueOf = (eventId: string) => `line.${eventId}`;

/** Where a place goes that was handed out too often and never acked: a poison one. */
export const deadLettersOf = (eventId: string) => `${queueOf(eventId)}.dead`;

/**
 * A line kept in one quorum queue per event, shared by gates that each read through a channel of their own.
 *
 *   join   publish     mandatory, and resolved by the broker's confirm: it is on disk, on a majority of the nodes
 *   next   consume     with a prefetch of what is asked for, and cancelled once that came: a push turned into a pull
 *   ack    ack         the last of them, `multiple`: one frame for all
 *   close  close       the channel: what was not acked is back at the head of the queue at once, as it is when a gate dies
 *
 * There is no lease: a gate holds its places for as long as its connection lives (and `consumer_timeout`, 30 minutes, allows).
 */
export function rabbitmqLine(connection: RecoveringChannelModel, { deliveryLimit = 20 } = {}): OpenLine {
  return async function openLine(eventId) {
    const [queue, dead] = [queueOf(eventId), deadLettersOf(eventId)];
    const quorum = { 'x-queue-type': 'quorum' };
    const policy = {
      'x-delivery-limit': deliveryLimit,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': dead,
    };

    async function declared<C extends Channel>(channel: C): Promise<C> {
      await channel.assertQueue(dead, { arguments: quorum });
      await channel.assertQueue(queue, { arguments: { ...quorum, ...policy } });
      await settled(channel);
      return channel;
    }

    const returned = new Set<string>();
    const writing = lasting(async () => {
      const channel = await declared(await connection.createConfirmChannel());
      channel.on('return', ({ properties }) => returned.add(properties.messageId as string));
      return channel;
    });
    let readers = 0;
    const reading = lasting(async () => {
      readers++; // receipts of an earlier channel mean nothing on this one
      return declared(await connection.createChannel());
    });
    const handing = (message: ConsumeMessage): Handed => ({
      place: JSON.parse(message.content.toString()) as Place,
      receipt: `${readers}:${message.fields.deliveryTag}`,
    });

    await Promise.all([writing(), reading()]);
    return {
      async join(place) {
        const channel = await writing();
        const messageId = crypto.randomUUID();
        const content = Buffer.from(JSON.stringify(place));
        await new Promise<void>((resolve, reject) => {
          const confirmed = (error: Error | null) => (error ? reject(error) : resolve());
          channel.sendToQueue(queue, content, { persistent: true, mandatory: true, messageId }, confirmed);
        });
        if (!returned.delete(messageId)) return;
        await channel.close().catch(() => {}); // the next join opens it again, and declares the queue
        throw new Error(`the queue ${queue} is gone`);
      },

      async next(max) {
        const channel = await reading();
        const { messageCount } = await channel.checkQueue(queue);
        const wanted = Math.min(max, messageCount);
        if (wanted === 0) return [];
        const handed: Handed[] = [];
        const all = Promise.withResolvers<void>();
        await channel.prefetch(wanted);
        const { consumerTag } = await channel.consume(queue, message => {
          if (message) handed.push(handing(message));
          if (!message || handed.length === wanted) all.resolve(); // no message: the broker has cancelled it
        });
        const enough = new AbortController();
        const patience = sleep(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => {}); // others took some
        await Promise.race([all.promise, patience]);
        enough.abort();
        await channel.cancel(consumerTag);
        return handed;
      },

      // Not answered by the broker. What it does not hear is handed out again, and the ledger says GONE.
      async ack(handed) {
        const channel = await reading();
        const [reader, deliveryTag] = handed.at(-1)!.receipt.split(':').map(Number);
        if (reader === readers) channel.ack({ fields: { deliveryTag } } as ConsumeMessage, true);
      },

      async close() {
        const channels = await Promise.allSettled([writing(), reading()]);
        await Promise.allSettled(
          channels.map(async channel => channel.status === 'fulfilled' && channel.value.close()),
        );
      },
    };
  };
}

/** How long a gate waits for places that the queue has counted and another gate may have taken. */
const PATIENCE_MS = 200;
