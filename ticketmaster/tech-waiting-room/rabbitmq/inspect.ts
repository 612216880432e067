import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import type { RecoveringChannelModel } from 'amqplib';
import { connectToRabbitMQ } from './connect.ts';
import { deadLettersOf, queueOf } from './queues.ts';

/** What RabbitMQ knows of a line: places ready to be handed out, and those laid aside. It does not tell a client how many are unacked. */
export async function inspect(connection: RecoveringChannelModel, eventId: string) {
  const channel = await connection.createChannel();
  channel.on('error', () => {}); // the call below is rejected with it
  const [line, dead] = [await channel.checkQueue(queueOf(eventId)), await channel.checkQueue(deadLettersOf(eventId))];
  await channel.close();
  return { ready: line.messageCount, gatesReading: line.consumerCount, deadLetters: dead.messageCount };
}

if (import.meta.main) {
  const connection = await connectToRabbitMQ(env.text('AMQP_URL')).catch(refuseToStart);
  console.log(JSON.stringify(await inspect(connection, process.argv[2] ?? '').catch(refuseToStart)));
  await connection.close();
}
