/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/notifications/technology';

export const technologies: Technology[] = [
  { name: 'Polling', channel: 'polling', app: { MODE: 'poll' } },
  { name: 'Long polling', channel: 'long polling', app: { MODE: 'long-poll' } },
];
