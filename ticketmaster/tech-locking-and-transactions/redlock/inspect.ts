import { env } from '@ticketmaster/common/env';
import { openDatabase, seatTables } from '@ticketmaster/locking-store/database';
import { lockOf } from './sell.ts';
import { serversFrom } from './servers.ts';
import { connectVoters } from './voters.ts';

/** Prints a seat's lock as each Redis has it (ms of the lease that are left, or null), its fence, and whose it is. */
const [eventId = '', seatId = ''] = process.argv.slice(2);
const { seatsUrl, redisUrls } = serversFrom(env);
const voters = await connectVoters(redisUrls, 5_000); // it only looks, and nobody waits for it
const db = await openDatabase(seatsUrl, 'locking_redlock', [seatTables]);

const left = await Promise.all(voters.map(({ redis }) => redis.pttl(lockOf(eventId, seatId))));
const { rows } = await db.query<{ fence: string; sold: boolean }>(
  'select fence, order_id is not null as sold from seat_inventory where event_id = $1 and seat_id = $2',
  [eventId, seatId],
);
console.log(JSON.stringify({ leaseMsLeft: left.map(ms => (ms > 0 ? ms : null)), ...rows[0] }));

for (const { redis } of voters) redis.disconnect();
await db.close();
