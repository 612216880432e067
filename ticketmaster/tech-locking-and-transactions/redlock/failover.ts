import { env } from '@ticketmaster/common/env';
import { lockOf } from './sell.ts';
import { connectVoters } from './voters.ts';

/**
 * Makes the first Redis what it is after its primary died: a replica, promoted, that the lock had not reached yet. Redis answers a
 * command before its replicas have it.
 */
const [eventId = '', seatId = ''] = process.argv.slice(2);
const voters = await connectVoters([env.text('REDIS_URL')], 5_000);
for (const { redis } of voters) {
  const forgotten = await redis.del(lockOf(eventId, seatId));
  console.log(forgotten ? 'The first Redis has never heard of the lock.' : 'There was no lock.');
  redis.disconnect();
}
