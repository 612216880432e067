// What this lesson's own parts are there for: without each of them a check fails.
import { env } from '@ticketmaster/common/env';
import { promises } from '@ticketmaster/locking/promises';
import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { payments } from '@ticketmaster/locking-store/payments';
import { afterAll, describe, expect, it } from 'vitest';
import { settle } from './at-work.ts';
import { fencePromises } from './fence-promises.ts';
import { inOrder, redisLocks } from './lock.ts';
import { type LockPromised, type LockUnderTest, lockPromises, lockUnderTest } from './lock-promises.ts';
import { openRedlock } from './open.ts';
import { sellBehindLocks } from './sell.ts';
import { serversFrom } from './servers.ts';
import { fenced, type SeatStorage, unfenced } from './storage.ts';
import { connectVoters, type RedisVoter } from './voters.ts';
import type { WaysOf } from './ways.ts';

const servers = serversFrom(env);
const times = { leaseMs: 1_000, holdMs: 1_000, waitMs: 4_000 };
const five = await connectVoters(servers.redisUrls, 5_000); // a machine may stand still for a moment
afterAll(() => {
  for (const { redis } of five) redis.disconnect();
});

describe('the fence', () => {
  const withStorage =
    (storage: SeatStorage): WaysOf =>
    ({ voters, times, ...rest }) => ({
      mutant: sellBehindLocks({ ...rest, lock: inOrder(redisLocks(voters, times)), storage }),
    });

  it('refusesTheStalled: catches a storage that does not ask for the token', async () => {
    const office = openRedlock(servers, times, withStorage(unfenced));
    await expect(fencePromises.refusesTheStalled(office, 'mutant')).rejects.toThrow('CONFIRMED');
  });

  it('refusesWhoLookedBefore: catches a storage that asks for the token at the write only', async () => {
    const atTheWriteOnly: SeatStorage = {
      look: unfenced.look,
      async write(session, { eventId, seatIds, orderId }, token) {
        const { rowCount } = await session.query(
          `update seat_inventory set order_id = $3, fence = $4
            where event_id = $1 and seat_id = any($2) and fence < $4`,
          [eventId, seatIds, orderId, token],
        );
        return rowCount === seatIds.length;
      },
    };
    const office = openRedlock(servers, times, withStorage(atTheWriteOnly));
    await fencePromises.refusesTheStalled(office, 'mutant'); // which is not enough
    await expect(fencePromises.refusesWhoLookedBefore(office, 'mutant')).rejects.toThrow('CONFIRMED');
  });

  it('refusesAllOrNothing: catches a storage that writes those of the seats which it may', async () => {
    const oneByOne: SeatStorage = {
      look: fenced.look,
      async write(session, purchase, token) {
        const written = [];
        for (const seatId of purchase.seatIds)
          written.push(await fenced.write(session, { ...purchase, seatIds: [seatId] }, token));
        return written.every(Boolean);
      },
    };
    const office = openRedlock(servers, times, withStorage(oneByOne));
    await expect(fencePromises.refusesAllOrNothing(office, 'mutant')).rejects.toThrow('REFUSED');
  });
});

describe('the lock', () => {
  const butEach = (change: (redis: RedisVoter['redis']) => Partial<RedisVoter>) =>
    five.map(voter => ({ ...voter, ...change(voter.redis) }));

  const mutants: [LockPromised, string, LockUnderTest][] = [
    [
      'releasesOnlyItsOwn',
      'deletes whatever it finds',
      lockUnderTest(butEach(redis => ({ release: async key => (await redis.del(key)) === 1 }))),
    ],
    [
      'renewsOnlyItsOwn',
      'renews whatever it finds',
      lockUnderTest(
        butEach(redis => ({ extend: async (key, _value, leaseMs) => (await redis.pexpire(key, leaseMs)) === 1 })),
      ),
    ],
    [
      'queuesWhateverTheOrder',
      'is taken in the order in which the seats were named',
      lockUnderTest(five, lock => lock),
    ],
    [
      'endsWithItsLease',
      'has no lease',
      lockUnderTest(butEach(redis => ({ take: async (key, value) => (await redis.set(key, value, 'NX')) === 'OK' }))),
    ],
    ['isRenewedForAWhile', 'is not renewed', lockUnderTest(butEach(() => ({ extend: async () => false })))],
    ['excludes', 'asks nobody', lockUnderTest(butEach(() => ({ take: async () => true })))],
  ];
  it.for(mutants)('%s: catches one that %s', async ([promise, , mutant]) => {
    await expect(lockPromises[promise](mutant)).rejects.toThrow();
  });
});

describe('the recovery', () => {
  const but = (recover: () => Promise<number>) => async () => ({
    ...(await openRedlock(servers, times)()),
    recover,
  });

  it('survivesCrash: catches a server that starts without it', async () => {
    const open = but(async () => 0);
    await expect(promises.survivesCrash({ open, way: 'redlock', stallMs: 0 })).rejects.toThrow('inDoubt');
  });

  it('recoversTheDeadOnly: catches one that does not ask whether the worker lives', async () => {
    const db = await openDatabase(servers.seatsUrl, 'locking_redlock', [seatTables]);
    const paymentsDb = await openDatabase(servers.paymentsUrl, 'locking_redlock', [paymentTables]);
    const open = but(async () => {
      const { rows } = await db.query<{ order_id: string }>(`select order_id from orders where status = 'PENDING'`);
      for (const { order_id } of rows) await settle(db, payments(paymentsDb), order_id);
      return rows.length;
    });
    await expect(fencePromises.recoversTheDeadOnly(open, 'redlock')).rejects.toThrow();
    await Promise.all([db.close(), paymentsDb.close()]);
  });
});
