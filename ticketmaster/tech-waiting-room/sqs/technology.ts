/** What the family's comparison runs of this lesson: each kind of queue. */
import type { Technology } from '@ticketmaster/waiting-room/technology';

export const technologies: Technology[] = [
  { name: 'SQS FIFO', emulator: 'ElasticMQ', settings: { QUEUE_KIND: 'fifo' } },
  { name: 'SQS standard', emulator: 'ElasticMQ', settings: { QUEUE_KIND: 'standard' } },
];
