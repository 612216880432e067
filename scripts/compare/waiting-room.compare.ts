import type { Comparison } from './comparison.ts';
import { serversOf } from './technologies.ts';
import { crashes } from './waiting-room/crashes.ts';
import { joining } from './waiting-room/joining.ts';
import { lettingIn } from './waiting-room/letting-in.ts';
import { keeping } from './waiting-room/promises.ts';
import { technologies } from './waiting-room/technologies.ts';
import { whatItTakes } from './waiting-room/what-it-takes.ts';

/** Four technologies, one waiting room: what each keeps, what it costs, and what a crash does to it. */
export const compare: Comparison = {
  about: 'the waiting room on Redis Streams, Kafka, RabbitMQ and SQS (an emulator)',
  home: 'ticketmaster/tech-waiting-room',
  servers: serversOf(technologies).flatMap(name => [name, `${name}-2`]),

  async measure(measuring) {
    return [
      await keeping(measuring),
      await joining(measuring),
      ...(await lettingIn(measuring)),
      ...(await crashes(measuring)),
      whatItTakes(),
    ];
  },
};
