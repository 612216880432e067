import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { redlockBoxOffice, usualTimes } from './box-office.ts';
import type { Servers } from './servers.ts';
import { fenceTables } from './storage.ts';
import { connectVoters } from './voters.ts';
import { type WaysOf, waysOf } from './ways.ts';

/** Opens the connections, hands them to the box office, and closes them. */
export const openRedlock =
  (
    { seatsUrl, paymentsUrl, redisUrls }: Servers,
    times = usualTimes,
    ways: WaysOf = waysOf,
    schema = 'locking_redlock',
  ) =>
  async () => {
    const db = await openDatabase(seatsUrl, schema, [seatTables, fenceTables]);
    const paymentsDb = await openDatabase(paymentsUrl, schema, [paymentTables]);
    const voters = await connectVoters(redisUrls);
    const close = async () => {
      for (const { redis } of voters) redis.disconnect();
      await Promise.all([db.close(), paymentsDb.close()]);
    };
    return { ...redlockBoxOffice({ db, paymentsDb, voters }, times, ways), close };
  };
