/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/waiting-room/technology';
import { connectToRabbitMQ } from './connect.ts';
import { rabbitmqLine } from './line.ts';

export const technologies: Technology[] = [
  {
    name: 'RabbitMQ',
    async connect(urls) {
      const connection = await connectToRabbitMQ(urls.AMQP_URL!);
      return { openLine: rabbitmqLine(connection), close: () => connection.close() };
    },
  },
];
