// A server that has been handed an event's admissions and handles them for ever. Run by admissions.test.ts, which kills it.
import { once } from 'node:events';
import { env } from '@ticketmaster/common/env';
import { Redis } from 'ioredis';
import { relayAdmissions } from './admissions.ts';

const eventId = env.text('EVENT');
const relay = relayAdmissions(
  new Redis(env.text('REDIS_URL')),
  async admissions => {
    if (admissions.some(admission => admission.eventId !== eventId)) return; // of another test
    console.log(`READY handling ${admissions.length}`);
    await once(process, 'never');
  },
  { everyMs: 3_600_000 },
);
relay.wake(eventId);
