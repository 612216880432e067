// What the tests of this folder share.
import type { Socket } from 'node:net';
import type { Handed, Line, Place } from '@ticketmaster/waiting-room/line';
import type { connectToRabbitMQ } from './connect.ts';

export type Connection = Awaited<ReturnType<typeof connectToRabbitMQ>>;

export interface Inside {
  stream: Socket;
  sendMethod(...method: unknown[]): void;
}
/** What amqplib's types keep to themselves: the socket, to be torn, and what is sent, to be counted. */
export async function inside(connection: Connection): Promise<Inside> {
  return (await connection.createChannel()).connection as unknown as Inside;
}

export const place = (number: number): Place => ({
  visitorId: `v-${number}`,
  number,
  joinedAt: new Date().toISOString(),
});
export async function join(line: Line, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => line.join(place(i + 1))));
}
export const numbers = (handed: Handed[]) => handed.map(({ place }) => place.number);

/** Rejects when nothing is handed out. */
export async function some(asking: Promise<Handed[]>): Promise<Handed[]> {
  const handed = await asking;
  if (!handed.length) throw new Error('nothing was handed out');
  return handed;
}
