import assert from 'node:assert/strict';
import { faultsIn } from '@ticketmaster/locking/audit';
import {
  type BoxOffice,
  Contended,
  type OpenBoxOffice,
  type Outcome,
  seatIdsFor,
} from '@ticketmaster/locking/box-office';
import { untilAnswered } from '@ticketmaster/locking/promises';
import { unique } from '@ticketmaster/testing/eventually';

/** What holds when a lock is lost in the one moment when nobody can see it: executable, for one way. */
export const fencePromises = {
  /** Who was paused until the lock was another's cannot write any more. */
  refusesTheStalled: onSale(async ({ buyer }) => {
    const ada = buyer('A-1-01');
    await ada.getsTo('lock checked');
    assert.equal(await buyer('A-1-01').buys(), 'CONFIRMED'); // after the end of ada's lease
    assert.equal(await ada.goesOn(), 'lost the lock');
  }),

  /** Also when the next has only looked and not written yet: of two who both saw a free seat, the later one has it. */
  refusesWhoLookedBefore: onSale(async ({ buyer }) => {
    const [ada, bob] = [buyer('A-1-01'), buyer('A-1-01')];
    await ada.getsTo('lock checked');
    await bob.getsTo('lock checked');
    assert.equal(await ada.goesOn(), 'lost the lock');
    assert.equal(await bob.goesOn(), 'CONFIRMED');
  }),

  /** Who was paused between lock and token draws the greater token, though the lock is another's, and does not stand in that one's way. */
  sparesTheHolder: onSale(async ({ buyer }) => {
    const [ada, bob] = [buyer('A-1-01'), buyer('A-1-01')];
    await ada.getsTo('locked');
    await bob.getsTo('lock checked');
    assert.equal(await ada.goesOn(), 'lost the lock');
    assert.equal(await bob.goesOn(), 'CONFIRMED');
  }),

  /** Who has lost one of two seats gets neither. */
  refusesAllOrNothing: onSale(async ({ buyer }) => {
    const ada = buyer('A-1-01', 'A-1-02');
    await ada.getsTo('lock checked');
    assert.equal(await buyer('A-1-02').buys(), 'CONFIRMED');
    assert.equal(await ada.goesOn(), 'lost the lock');
    assert.equal(await buyer('A-1-01').buys(), 'CONFIRMED');
  }),

  /** A server that starts leaves an order alone whose worker lives, however slow that one is. */
  recoversTheDeadOnly: onSale(async ({ office, buyer }) => {
    for (const [i, step] of ['order written', 'lock checked', 'seats written'].entries()) {
      const ada = buyer(seatIdsFor(3)[i]!);
      await ada.getsTo(step);
      await office.recover();
      assert.equal(await ada.goesOn(), 'CONFIRMED', `paused at ${step}`);
    }
  }),
};

interface Buyer {
  /** Buys as far as that step, and pauses there. */
  getsTo(step: string): Promise<void>;
  /** Goes on from there; how it ended. */
  goesOn(): Promise<string>;
  /** Buys without a pause, and tries again while the seat is locked. */
  buys(): Promise<string>;
}

interface Scene {
  office: BoxOffice;
  buyer(...seatIds: string[]): Buyer;
}

/** Gives `check` an event of its own; afterwards the audit must find nothing. */
function onSale(check: (scene: Scene) => Promise<void>) {
  return async (open: OpenBoxOffice, way: string): Promise<void> => {
    const office = await open();
    const paused: PromiseWithResolvers<void>[] = [];
    const eventId = unique('event');

    function buyer(...seatIds: string[]): Buyer {
      const sell = office.ways[way]!;
      const who = { orderId: crypto.randomUUID(), userId: unique('user'), paymentToken: 'tok_ok' };
      const purchase = { ...who, eventId, seatIds };
      const [arrived, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let ended: Promise<string>;
      paused.push(goOn);
      return {
        async getsTo(wanted) {
          for (let tries = 1; ; tries++) {
            const sold = sell(purchase, step => {
              if (step !== wanted) return;
              arrived.resolve();
              return goOn.promise;
            });
            ended = howItEnds(sold);
            const end = await Promise.race([arrived.promise, ended]);
            if (end === undefined) return;
            assert.ok(tries < 3, `${end} before '${wanted}'`); // on a machine that stood still a lease ends before its time
          }
        },
        goesOn() {
          goOn.resolve();
          return ended;
        },
        buys: () => howItEnds(untilAnswered(() => sell(purchase, () => {}))),
      };
    }

    try {
      await office.putOnSale(eventId, seatIdsFor(10), 5_000);
      await check({ office, buyer });
      assert.deepEqual(faultsIn((await office.audit(eventId))!), []);
    } finally {
      for (const { resolve } of paused) resolve();
      await office.close();
    }
  };
}

/** CONFIRMED, REFUSED, or why it gave up. */
const howItEnds = (sold: Promise<Outcome>): Promise<string> =>
  sold.then(
    ({ status }) => status,
    (error: unknown) => {
      if (error instanceof Contended) return error.because;
      throw error;
    },
  );
