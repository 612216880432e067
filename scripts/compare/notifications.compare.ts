import { join } from 'node:path';
import type { Comparison } from './comparison.ts';
import { keptPromises } from './keeping.ts';
import { type Charts, redrawn } from './kept.ts';
import { knowing, knowingChart } from './notifications/knowing.ts';
import { manyStreams } from './notifications/many-streams.ts';
import { outageChart, outages } from './notifications/outage.ts';
import { technologies } from './notifications/technologies.ts';
import { waiting, waitingChart } from './notifications/waiting.ts';
import { familyAt, serversOf } from './technologies.ts';

const lessons = technologies.map(({ name, folder, channel }) => ({
  ...{ name, folder: join(familyAt('tech-notifications'), folder) },
  ...{ file: 'channel.test.ts', about: `telling by ${channel}` },
}));

/** Four ways of telling a visitor: what each keeps, how soon the app knows, what waiting costs, what an outage does. */
export const compare: Comparison = {
  about: 'telling a visitor by webhook, by polling, by long polling and over server-sent events',
  home: 'ticketmaster/tech-notifications',
  servers: serversOf(technologies),

  measure: async measuring => [
    await keptPromises(measuring, 'What each channel keeps', 'contract/channel.ts', lessons),
    await knowing(measuring),
    await waiting(measuring),
    await manyStreams(measuring),
    ...(await outages(measuring)),
  ],

  retell: kept => redrawn(kept, charts),
};

const charts: Charts = {
  'Until the app knows': knowingChart,
  Waiting: waitingChart,
  'The app is away for ten seconds': raw => outageChart('app', raw),
  'The server is away for ten seconds': raw => outageChart('server', raw),
};
