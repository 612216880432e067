import { join } from 'node:path';
import { technologies } from '../../ticketmaster/tech-notifications/compare.ts';
import type { Comparison } from './comparison.ts';
import { keptPromises } from './keeping.ts';
import { knowing } from './notifications/knowing.ts';
import { manyStreams } from './notifications/many-streams.ts';
import { outages } from './notifications/outage.ts';
import { waiting } from './notifications/waiting.ts';

const family = join(import.meta.dirname, '../../ticketmaster/tech-notifications');
const lessons = [
  { name: 'Webhook', folder: 'webhook', title: 'webhook' },
  { name: 'Polling', folder: 'app', title: 'polling' },
  { name: 'Long polling', folder: 'app', title: 'long polling' },
  { name: 'Server-sent events', folder: 'sse', title: 'SSE' },
].map(({ name, folder, title }) => ({
  ...{ name, folder: join(family, folder), file: 'channel.test.ts', about: `telling by ${title}` },
}));

/** Four ways of telling a visitor: what each keeps, how soon the app knows, what waiting costs, what an outage does. */
export const compare: Comparison = {
  about: 'telling a visitor by webhook, by polling, by long polling and over server-sent events',
  home: 'ticketmaster/tech-notifications',
  servers: [...new Set(technologies.flatMap(({ servers }) => servers))],

  measure: async measuring => [
    await keptPromises(measuring, 'What each channel keeps', 'contract/channel.ts', lessons),
    await knowing(measuring),
    await waiting(measuring),
    await manyStreams(measuring),
    ...(await outages(measuring)),
  ],
};
