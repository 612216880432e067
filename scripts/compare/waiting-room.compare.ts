import type { Comparison } from './comparison.ts';
import { type Charts, redrawn } from './kept.ts';
import { serversOf } from './technologies.ts';
import { brokerDies, gateDies } from './waiting-room/crashes.ts';
import { gateChart } from './waiting-room/gate-chart.ts';
import { joining, joiningChart } from './waiting-room/joining.ts';
import { freeSlotsChart, lettingIn, lettingInChart } from './waiting-room/letting-in.ts';
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
      ...(await gateDies(measuring)),
      ...(await brokerDies(measuring)),
      whatItTakes(),
    ];
  },

  parts: {
    joining: async measuring => [await joining(measuring)],
    ...{ 'gate-dies': gateDies, 'broker-dies': brokerDies, 'letting-in': lettingIn },
  },
  retell: kept => redrawn(kept, charts),
};

const charts: Charts = {
  Joining: joiningChart,
  'Letting in': lettingInChart,
  'A slot is free': freeSlotsChart,
  'The gate dies': gateChart,
};
