import { connect, type Socket } from 'node:net';
import type { KafkaConfig } from 'kafkajs';
import { connectToKafka } from './connect.ts';

/** A client whose connections can be treated as the network and kill -9 treat them. */
export function breakableClient(brokers: string, more: Partial<KafkaConfig> = {}) {
  const sockets = new Set<Socket>();
  let dead = false;
  let made = 0;
  const kafka = connectToKafka(brokers, {
    ...more,
    socketFactory({ host, port, onConnect }) {
      if (dead) throw new Error('the process is dead');
      made++;
      const socket = connect({ host, port }, onConnect);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  function cut(): void {
    for (const socket of sockets) socket.destroy(new Error('the connection is cut'));
  }
  return {
    kafka,
    cut,
    /** How many connections it has made so far. */
    connections: () => made,
    die(): void {
      dead = true;
      cut();
    },
    /** From here on, requests arrive at the broker, and no answer arrives here, until the connections are cut. */
    loseAnswers(): void {
      for (const socket of sockets) socket.removeAllListeners('data').resume();
    },
  };
}
