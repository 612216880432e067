import { setTimeout as sleep } from 'node:timers/promises';
import type { Sell } from '@ticketmaster/locking/box-office';
import type { OrderPayments } from '@ticketmaster/payments/of-an-order';
import type { Database } from '@ticketmaster/postgres/database';
import { inOrder, type Lock, type LockOptions, redisLocks, type Voter } from './lock.ts';
import { sellBehindLocks } from './sell.ts';
import { fenced, type SeatStorage, unfenced } from './storage.ts';

export interface WayParts {
  db: Database;
  money: OrderPayments;
  voters: Voter[];
  times: LockOptions;
}

export type WaysOf = (parts: WayParts) => Record<string, Sell>;

/** All ways of this lesson, by the names that `?way=` takes. */
export const waysOf: WaysOf = ({ voters, times, ...rest }) => {
  const oneRedis = inOrder(redisLocks(voters.slice(0, 1), times));
  const redlock = inOrder(redisLocks(voters, times));
  return {
    'one-redis': sellBehindLocks({ ...rest, lock: oneRedis, storage: fenced }),
    redlock: sellBehindLocks({ ...rest, lock: redlock, storage: fenced }),
    unfenced: sellBehindLocks({ ...rest, lock: oneRedis, storage: unfenced }),
    unsafe: sellBehindLocks({ ...rest, lock: async () => noLock, storage: dawdling }),
  };
};

/** What everybody gets at once, and always holds. */
const noLock: Lock = { held: () => true, release: async () => {} };

/** With a pause after the look, as a bank would take to say yes: without it, it is luck whether a seat is sold twice. */
const dawdling: SeatStorage = {
  ...unfenced,
  async look(session, purchase, token) {
    const taken = await unfenced.look(session, purchase, token);
    await sleep(50);
    return taken;
  },
};
