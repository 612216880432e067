// What this lesson's own parts are there for: without each of them a check fails.
import { env } from '@ticketmaster/common/env';
import { promises } from '@ticketmaster/locking/promises';
import { payments } from '@ticketmaster/locking-store/payments';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { afterAll, describe, expect, it } from 'vitest';
import { settle } from './at-work.ts';
import { fencePromises } from './fence-promises.ts';
import { inOrder, type LockAll, redisLocks } from './lock.ts';
import { type LockPromised, type LockUnderTest, lockPromises, lockUnderTest } from './lock-promises.ts';
import { openRedlock } from './open.ts';
import { sellBehindLocks } from './sell.ts';
import { serversFrom } from './servers.ts';
import { fenced, type SeatStorage, unfenced } from './storage.ts';
import { connectVoters, type RedisVoter } from './voters.ts';
import { type WaysOf, waysOf } from './ways.ts';

const servers = serversFrom(env);
const times = { leaseMs: 1_000, holdMs: 1_000, waitMs: 4_000 };
const five = await connectVoters(servers.redisUrls, 5_000); // a machine may stand still for a moment
afterAll(() => {
  for (const { redis } of five) redis.disconnect();
});

/** No server sweeps here. Each test has an event and keys of its own, so that all of them can wait at once. */
const SCHEMA = 'locking_redlock_mutants';

describe.concurrent('the fence', () => {
  const withStorage =
    (storage: SeatStorage): WaysOf =>
    ({ voters, times, ...rest }) => ({
      mutant: sellBehindLocks({ ...rest, lock: inOrder(redisLocks(voters, times)), storage }),
    });

  it('refusesTheStalled: catches a storage that does not ask for the token', async () => {
    const office = openRedlock(servers, times, withStorage(unfenced), SCHEMA);
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
    const office = openRedlock(servers, times, withStorage(atTheWriteOnly), SCHEMA);
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
    const office = openRedlock(servers, times, withStorage(oneByOne), SCHEMA);
    await expect(fencePromises.refusesAllOrNothing(office, 'mutant')).rejects.toThrow('REFUSED');
  });

  it('sparesTheHolder: catches a sale that does not look at the lock again once it has its token', async () => {
    const unaware = (({ voters, times, ...rest }) => {
      const lock: LockAll = async keys => {
        const locked = await redisLocks(voters, times)(keys);
        return locked && { ...locked, held: () => true };
      };
      return { mutant: sellBehindLocks({ ...rest, lock, storage: fenced }) };
    }) satisfies WaysOf;
    const office = openRedlock(servers, times, unaware, SCHEMA);
    await expect(fencePromises.sparesTheHolder(office, 'mutant')).rejects.toThrow('CONFIRMED');
  });
});

describe.concurrent('the lock', () => {
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

describe.concurrent('the recovery', () => {
  const but = (recover: () => Promise<number>, schema: string) => async () => ({
    ...(await openRedlock(servers, times, waysOf, schema)()),
    recover,
  });

  it('survivesCrash: catches a server that starts without it', async () => {
    const open = but(async () => 0, SCHEMA);
    await expect(promises.survivesCrash({ open, way: 'redlock', stallMs: 0 })).rejects.toThrow('inDoubt');
  });

  it('recoversTheDeadOnly: catches one that does not ask whether the worker lives', async () => {
    const rash = `${SCHEMA}_rash`; // where there are no orders but its own
    await (await openRedlock(servers, times, waysOf, rash)()).close();
    const db = connectToPostgres(servers.seatsUrl, { schema: rash });
    const paymentsDb = connectToPostgres(servers.paymentsUrl, { schema: rash });
    const open = but(async () => {
      const { rows } = await db.query<{ order_id: string }>(`select order_id from orders where status = 'PENDING'`);
      const money = paymentsOfAnOrder(payments(paymentsDb));
      for (const { order_id } of rows) await db.connected(session => settle(session, money, order_id));
      return rows.length;
    }, rash);
    await expect(fencePromises.recoversTheDeadOnly(open, 'redlock')).rejects.toThrow();
    await Promise.all([db.close(), paymentsDb.close()]);
  });
});
