import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';
import { type Checkpoint, Contended } from '@ticketmaster/locking/box-office';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import type { Log } from './log.ts';
import { end, prepare, preparedIn } from './participant.ts';

/** What was done in two open transactions, and whether it shall be kept. */
export interface Vote<T> {
  keep: boolean;
  result: T;
}

export interface Both<Of> {
  payments: Of;
  seats: Of;
}

/** Makes one transaction of two, in two databases that know nothing of each other. */
export interface Coordinator {
  /**
   * What `work` did is kept in both databases or in none. Rejects with Contended when nothing was done; with another error when that
   * is not known, and then the log decides.
   */
  inBoth<T>(gid: string, work: (tx: Both<Connection>) => Promise<Vote<T>>, reached: Checkpoint): Promise<T>;
  /** Ends what coordinators that died have left prepared, as the log says; answers how many. Leaves alone what somebody works on. */
  recover(): Promise<number>;
  /** Drops decisions from before that instant that nothing prepared waits for, in either database. Rejects while one does not answer. */
  forget(before: Date): Promise<number>;
  /** How many transactions whose gid starts with `prefix` are prepared and nobody works on. */
  inDoubt(prefix: string): Promise<number>;
}

/** `prefix`: what the gids begin with that are this coordinator's to recover. */
export function coordinator(log: Log, { payments, seats }: Both<Database>, prefix: string): Coordinator {
  /** Presumed abort: what the log does not say was decided, was not. */
  function settle(gid: string): Promise<boolean> {
    return log.withPen(gid, async pen => {
      const how = (await pen.isDecided()) ? 'commit' : 'rollback';
      let ended = false;
      for (const db of [payments, seats])
        if ((await preparedIn(db, gid)).includes(gid)) ended = (await end(db, how, gid)) || ended;
      return ended;
    });
  }

  const prepared = async (start: string) => [
    ...new Set([...(await preparedIn(payments, start)), ...(await preparedIn(seats, start))]),
  ];

  return {
    async inBoth(gid, work, reached) {
      let stage: 'waiting' | 'working' | 'promising' = 'waiting';
      const session = log.withPen(gid, pen => {
        stage = 'working';
        return seats.connected(inSeats =>
          payments.connected(async inPayments => {
            const both = [inPayments, inSeats]; // an order can be seen in the database of the seats, so that one commits last
            await Promise.all(both.map(tx => tx.query('begin')));
            const { keep, result } = await work({ payments: inPayments, seats: inSeats });
            if (!keep) {
              await Promise.all(both.map(tx => tx.query('rollback')));
              return result;
            }
            stage = 'promising';
            await prepare(inPayments, gid);
            await reached('payments prepared');
            await prepare(inSeats, gid);
            await reached('prepared');

            await pen.decideToCommit();
            await reached('decided');

            await commit(inPayments, gid);
            await reached('payments committed');
            await commit(inSeats, gid);
            await reached('committed');
            return result;
          }),
        );
      });
      return session.catch(async (error: unknown) => {
        if (!(error instanceof Problem) || stage === 'waiting') throw error;
        // A database refused, or was gone, and we live: what is prepared need not wait for recover().
        await settle(gid).catch(() => {});
        throw stage === 'promising' && error instanceof Contended ? unavailable('a database') : error; // it may be committed
      });
    },

    async recover() {
      const settled = (await prepared(prefix)).map(gid => settle(gid).catch(unlessSomebodyWorksOnIt));
      return (await Promise.all(settled)).filter(Boolean).length;
    },

    forget: async before => log.forgetAllBut(await prepared(prefix), prefix, before),

    inDoubt: async start => (await log.abandoned(await prepared(start))).length,
  };
}

async function commit(tx: Connection, gid: string): Promise<void> {
  if (await end(tx, 'commit', gid)) return;
  const detail = 'somebody else has ended it; the same order again tells how';
  throw new Problem(503, 'unavailable', detail, { retryable: true });
}

function unlessSomebodyWorksOnIt(error: unknown): false {
  if (error instanceof Contended) return false;
  throw error;
}
