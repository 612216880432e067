import { env } from '@ticketmaster/common/env';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { describeLine } from '@ticketmaster/waiting-room/conformance';
import { breakableClient } from './client.fixture.ts';
import { kafkaLine } from './line.ts';

describeLine('Kafka', {
  async openGate(eventId) {
    const { kafka, die } = breakableClient(env.text('KAFKA_BROKERS_2'));
    const line = await kafkaLine(kafka, { sessionTimeoutMs: 1_500 })(eventId);
    return {
      line,
      async die() {
        die();
        void line.close(); // ends its attempts to come back; it has no connection to say so
      },
    };
  },
  async restartBroker() {
    await killServer('kafka-2');
    await startServer('kafka-2');
  },
});
