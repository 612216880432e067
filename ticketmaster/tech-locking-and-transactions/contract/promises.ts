import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { unique } from '@ticketmaster/testing/eventually';
import { faultsIn } from './audit.ts';
import {
  type BoxOffice,
  type Checkpoint,
  Contended,
  type OpenBoxOffice,
  type Outcome,
  type Purchase,
  seatIdsFor,
} from './box-office.ts';

/** How one way of a lesson is put to the test. */
export interface WayUnderTest {
  /** Opens the books once more, as another process would. */
  open: OpenBoxOffice;
  way: string;
  /** Longer than any lease in it: for so long a buyer is paused. */
  stallMs: number;
}

/** The promises of box-office.ts, executable. Each runs on an event of its own, and leaves books that balance. */
export const promises = {
  oneBuyer: onSale(async ({ buy, wish }) => {
    const outcomes = await Promise.all(seats(20).map(() => buy(wish('A-1-01'))));
    assert.equal(confirmed(outcomes), 1);
    assert.deepEqual(await buy(wish('A-1-01')), { status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: ['A-1-01'] });
  }),

  allOrNothing: onSale(async ({ buy, wish }) => {
    const all = seats(6);
    const pairs = all.map((seatId, i) => [seatId, all[(i + 1) % all.length]!]);
    const outcomes = await Promise.all(
      [...pairs, ...pairs.map(pair => pair.toReversed())].map(pair => buy(wish(...pair))),
    );
    for (const outcome of outcomes) if (outcome.status === 'CONFIRMED') assert.equal(outcome.tickets.length, 2);
    assert.ok(confirmed(outcomes) > 0, 'nobody got a pair');
    assert.deepEqual(await buy(wish('A-1-09', 'Z-9-99')), {
      status: 'REFUSED',
      reason: 'NO_SUCH_SEAT',
      seatIds: ['Z-9-99'],
    });
    assert.equal((await buy(wish('A-1-09'))).status, 'CONFIRMED');
  }),

  paidIffSold: onSale(async ({ office, buy, wish, eventId }) => {
    const poor = { ...wish('A-1-01', 'A-1-02'), paymentToken: 'tok_declined' };
    assert.deepEqual(await buy(poor), { status: 'REFUSED', reason: 'PAYMENT_DECLINED' });
    assert.equal((await office.audit(eventId))!.capturedCents, 0);
    assert.equal((await buy(wish('A-1-01', 'A-1-02'))).status, 'CONFIRMED');
    assert.equal((await office.audit(eventId))!.capturedCents, 2 * PRICE);
  }),

  sameAnswer: onSale(async ({ office, buy, wish }) => {
    const ada = wish('A-1-02', 'A-1-01');
    const poor = { ...wish('A-1-03'), paymentToken: 'tok_declined' };
    for (const purchase of [ada, poor]) {
      const [first, ...others] = await Promise.all([buy(purchase), buy(purchase), buy(purchase)]);
      for (const other of [...others, await buy(purchase)]) assert.deepEqual(other, first);
    }
    for (const other of [{ seatIds: ['A-1-04'] }, { paymentToken: 'tok_other' }, { userId: 'eve' }])
      assert.deepEqual(await buy({ ...ada, ...other }), { status: 'REFUSED', reason: 'KEY_REUSED' });
    const otherCard = await buy({ ...poor, paymentToken: 'tok_ok' }); // which needs a key of its own
    assert.deepEqual(otherCard, { status: 'REFUSED', reason: 'KEY_REUSED' });
    const { status, totalCents } = (await office.order(ada.orderId))!;
    assert.deepEqual([status, totalCents], ['CONFIRMED', 2 * PRICE]);
  }),

  survivesCrash: onSale(async scene => {
    const steps = await stepsOf(scene);
    assert.ok(steps.length > 0, 'it has no checkpoints');
    for (const [i, step] of steps.entries()) {
      const [one, two] = seats(50).slice(2 * i + 2);
      const purchase = scene.wish(one!, two!);
      const crash: Checkpoint = reached => {
        if (reached === step) throw new Error(`crash at ${step}`);
      };
      await assert.rejects(scene.sell(purchase, crash), `it went on after a crash at ${step}`);
      const heir = await scene.openAgain();
      await heir.recover();
      assert.deepEqual(faultsIn((await heir.audit(scene.eventId))!), [], `after a crash at ${step}`);
      const again = await scene.buy(purchase); // the client tries again
      assert.equal(again.status, 'CONFIRMED', `bought again after a crash at ${step}`);
      assert.deepEqual(await scene.buy(purchase), again);
    }
  }),

  noDeadlock: onSale(async ({ sell, wish }) => {
    const hot = seats(4);
    for (let round = 0; round < 5; round++) {
      const orders = Array.from({ length: 16 }, (_, i) => {
        const poor = { paymentToken: 'tok_declined' }; // the seats are wanted, and stay free
        return { ...wish(...(i % 2 ? hot.toReversed() : hot)), ...poor };
      });
      const ends = await Promise.allSettled(orders.map(order => sell(order, pause)));
      for (const end of ends) {
        if (end.status === 'fulfilled' || (end.reason instanceof Contended && end.reason.because !== 'deadlock'))
          continue;
        throw end.reason;
      }
    }
  }),

  /** At every step at once, each on a seat of its own. */
  stalledHolder: onSale(async scene => {
    const { office, eventId, stallMs, sell, buy, wish } = scene;
    const pauseAt = async (step: string, seatId: string) => {
      const paused = Promise.withResolvers<void>();
      const slow = sell(wish(seatId), async reached => {
        if (reached !== step) return;
        paused.resolve();
        await sleep(stallMs);
      });
      // The others come when it is paused: else they may be faster.
      await Promise.race([paused.promise, slow.catch(() => {})]);
      const others = Array.from({ length: 3 }, () => buy(wish(seatId)));
      const outcomes = await Promise.allSettled([slow, ...others]);
      const sold = outcomes.filter(outcome => outcome.status === 'fulfilled' && outcome.value.status === 'CONFIRMED');
      assert.ok(sold.length <= 1, `${sold.length} bought one seat while a buyer was paused at ${step}`);
    };
    const steps = await stepsOf(scene);
    await Promise.all(steps.map((step, i) => pauseAt(step, seats(50)[i + 1]!)));
    await office.recover();
    assert.deepEqual(faultsIn((await office.audit(eventId))!), [], `after a pause at each of ${steps.join(', ')}`);
  }),
};

export type Promised = keyof typeof promises;

interface Scene {
  office: BoxOffice;
  eventId: string;
  stallMs: number;
  /** A purchase of its own order. */
  wish(...seatIds: string[]): Purchase;
  /** Sells once. */
  sell(purchase: Purchase, reached?: Checkpoint): Promise<Outcome>;
  /** Sells, and tries again while it is told that too many want the seats, as a client does. */
  buy(purchase: Purchase): Promise<Outcome>;
  openAgain: OpenBoxOffice;
}

const PRICE = 5_000;
const pause: Checkpoint = () => new Promise(setImmediate);

/** Gives `check` an event of fifty seats; afterwards the books must balance, whatever happened. */
function onSale(check: (scene: Scene) => Promise<void>) {
  return async ({ open, way, stallMs }: WayUnderTest): Promise<void> => {
    const opened: BoxOffice[] = [];
    const openAgain = async () => {
      opened.push(await open());
      return opened.at(-1)!;
    };
    try {
      const office = await openAgain();
      const eventId = unique('event');
      await office.putOnSale(eventId, seatIdsFor(50), PRICE);
      const sell: Scene['sell'] = (purchase, reached = () => {}) => office.ways[way]!(purchase, reached);
      const wish: Scene['wish'] = (...seatIds) => {
        const who = { orderId: crypto.randomUUID(), userId: unique('user'), paymentToken: 'tok_ok' };
        return { ...who, eventId, seatIds };
      };
      const buy = (purchase: Purchase) => untilAnswered(() => sell(purchase));
      await check({ office, eventId, stallMs, wish, sell, buy, openAgain });
      assert.deepEqual(faultsIn((await office.audit(eventId))!), []);
    } finally {
      await Promise.all(opened.map(office => office.close()));
    }
  };
}

/** Tries again after Contended, for a while. */
export async function untilAnswered(sell: () => Promise<Outcome>, withinMs = 60_000): Promise<Outcome> {
  for (const deadline = Date.now() + withinMs; ; ) {
    try {
      return await sell();
    } catch (error) {
      if (!(error instanceof Contended) || Date.now() > deadline) throw error;
      await sleep(10 + Math.random() * 40);
    }
  }
}

/** The checkpoints that a purchase of two seats passes. */
async function stepsOf({ sell, wish }: Scene): Promise<string[]> {
  const steps = new Set<string>();
  await sell(wish('A-5-09', 'A-5-10'), step => void steps.add(step));
  return [...steps];
}

const seats = (count: number) => seatIdsFor(count);
const confirmed = (outcomes: Outcome[]) => outcomes.filter(({ status }) => status === 'CONFIRMED').length;
