import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '@ticketmaster/common/within';
import type { Handed, OpenLine, Place } from '@ticketmaster/waiting-room/line';
import type { Channel, ConsumeMessage, RecoveringChannelModel } from 'amqplib';
import { confirmsOf } from './confirms.ts';
import { lasting } from './connect.ts';
import { declareQueues, type QueueLimits, queueOf } from './queues.ts';

export interface LineOptions extends Partial<QueueLimits> {
  /** The connection that gates read and ack through: apart from the other, it works on while the broker refuses what is published. */
  gates?: RecoveringChannelModel;
  /** Joins that may wait for their confirm, in this process. */
  maxPending?: number;
}

/**
 * A line kept in one quorum queue per event, shared by gates that each read through a channel of their own.
 *
 *   join   publish     mandatory, and resolved by the broker's confirm: it is on disk, on a majority of the nodes
 *   next   consume     with a prefetch of what is asked for, and cancelled once that came: a push turned into a pull
 *   ack    ack         the last of them, `multiple`: one frame for all
 *   close  close       the channel: what was not acked is back at the head of the queue at once, as it is when a gate dies
 *
 * There is no lease: a gate holds its places for as long as its connection lives (and `consumer_timeout`, 30 minutes, allows).
 * @message place-in-rabbitmq over rabbitmq `line.{eventId}`, and `line.{eventId}.dead` for those handed out too often
 * @field number who joined earlier has the smaller one
 * @carries Place
 * @says A place in the line of one event, kept by a quorum queue.
 * @twice Handed out again when the connection of a gate ends; the ledger admits its visitor once.
 * @sends place-in-rabbitmq
 * @hears place-in-rabbitmq
 */
export function rabbitmqLine(publishing: RecoveringChannelModel, options: LineOptions = {}): OpenLine {
  const { gates = publishing, deliveryLimit = 20, expiresMs = 604_800_000, maxPending } = options;
  const confirmed = confirmsOf(publishing, maxPending);

  return async function openLine(eventId) {
    const queue = queueOf(eventId);
    const declared = <C extends Channel>(channel: C) => declareQueues(channel, eventId, { deliveryLimit, expiresMs });

    const returned = new Set<string>();
    const writing = lasting(async () => {
      const channel = await declared(await publishing.createConfirmChannel());
      channel.on('return', ({ properties }) => returned.add(properties.messageId as string));
      return channel;
    });
    let readers = 0;
    const reading = lasting(async () => {
      readers++; // receipts of an earlier channel mean nothing on this one
      return declared(await gates.createChannel());
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
        const how = { persistent: true, mandatory: true, messageId };
        await confirmed(answer => channel.sendToQueue(queue, content, how, answer));
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
          channels.map(async opened => opened.status === 'fulfilled' && within(3_000, opened.value.close())), // a blocked one does not end
        );
      },
    };
  };
}

/** How long a gate waits for places that the queue has counted and another gate may have taken. */
const PATIENCE_MS = 200;
