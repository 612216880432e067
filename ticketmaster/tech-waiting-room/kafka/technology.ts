/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/waiting-room/technology';
import { connectToKafka } from './connect.ts';
import { kafkaLine } from './line.ts';

export const technologies: Technology[] = [
  {
    name: 'Kafka',
    connect: async urls => ({ openLine: kafkaLine(connectToKafka(urls.KAFKA_BROKERS!)), close: async () => {} }),
  },
];
