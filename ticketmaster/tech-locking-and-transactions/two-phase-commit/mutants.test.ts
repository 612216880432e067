// A promise that cannot fail promises nothing: each coordinator below has a bug, and a promise that catches it.
import assert from 'node:assert/strict';
import { env } from '@ticketmaster/common/env';
import { faultsIn } from '@ticketmaster/locking/audit';
import type { OpenBoxOffice } from '@ticketmaster/locking/box-office';
import { promises, type WayUnderTest } from '@ticketmaster/locking/promises';
import { unique } from '@ticketmaster/testing/eventually';
import { afterEach, expect, it } from 'vitest';
import type { Log, Pen } from './log.ts';
import { openTwoPhase } from './open.ts';
import { forgetful } from './ways.ts';

const open = (logged?: (log: Log) => Log) =>
  openTwoPhase(
    { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') },
    'locking_two_phase_commit_mutants',
    logged,
  );

afterEach(async () => {
  const sound = await open()();
  await sound.recover(); // what a mutant leaves prepared would stay, and keep one of 64 places
  await sound.close();
});

const checks = {
  survivesCrash: promises.survivesCrash,

  /** Recovers beside a buyer who is slow between prepare and decision. Neither must notice the other. */
  async leavesTheLivingAlone({ open, way }: WayUnderTest): Promise<void> {
    const [slow, other] = [await open(), await open()];
    try {
      const eventId = unique('event');
      await slow.putOnSale(eventId, ['A-1-01'], 5_000);
      const who = { orderId: crypto.randomUUID(), userId: 'ada', paymentToken: 'tok_ok' };
      const outcome = await slow.ways[way]!({ ...who, eventId, seatIds: ['A-1-01'] }, async reached => {
        if (reached === 'prepared') assert.equal(await other.recover(), 0);
      });
      assert.equal(outcome.status, 'CONFIRMED');
      assert.deepEqual(faultsIn((await other.audit(eventId))!), []);
    } finally {
      await Promise.all([slow.close(), other.close()]);
    }
  },
};

/** The same log, in the hands of somebody who uses the pen in another way. */
const withPen = (change: (pen: Pen) => Partial<Pen>) =>
  open(log => ({
    ...log,
    withPen: (gid, work) => log.withPen(gid, pen => work({ ...pen, ...change(pen) })),
  }));

const lettingGoOfThePen = open(log => ({
  ...log,
  withPen: (gid, work) =>
    work({
      decideToCommit: () => log.withPen(gid, pen => pen.decideToCommit()),
      isDecided: () => log.withPen(gid, pen => pen.isDecided()),
    }),
}));

const recoveringNothing: OpenBoxOffice = async () => ({ ...(await open()()), recover: async () => 0 });

it.each<[keyof typeof checks, string, OpenBoxOffice, string]>([
  ['survivesCrash', 'that does not write its decision down', open(forgetful), 'crash at payments committed'],
  [
    'survivesCrash',
    'whose recovery rolls everything back',
    withPen(() => ({ isDecided: async () => false })),
    'decision_pkey', // what was decided was undone, and is decided once more when the order comes again
  ],
  [
    'survivesCrash',
    'whose recovery commits everything',
    withPen(() => ({ isDecided: async () => true })),
    'crash at payments prepared',
  ],
  ['survivesCrash', 'without recovery', recoveringNothing, 'crash at payments prepared'],
  ['leavesTheLivingAlone', 'that holds the lock only while it writes', lettingGoOfThePen, '1 !== 0'],
])('%s catches a coordinator %s', async (promise, _bug, broken, complaint) => {
  const caught = checks[promise]({ open: broken, way: 'two-phase-commit', stallMs: 0 });
  await expect(caught).rejects.toThrow(complaint);
});

it.each(Object.entries(checks))('%s passes for the one without a bug', async (_promise, check) => {
  await check({ open: open(), way: 'two-phase-commit', stallMs: 0 });
});
