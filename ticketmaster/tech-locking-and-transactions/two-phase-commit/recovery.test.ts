import { env } from '@ticketmaster/common/env';
import { unavailable } from '@ticketmaster/common/http';
import { type Checkpoint, Contended, type Purchase, seatIdsFor } from '@ticketmaster/locking/box-office';
import { untilAnswered } from '@ticketmaster/locking/promises';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TwoDatabases } from './box-office.ts';
import type { Log, Pen } from './log.ts';
import { openTwoPhase } from './open.ts';

const SCHEMA = 'locking_two_phase_commit_recovery';
const urls = { seats: env.text('PG_URL'), payments: env.text('PG_URL_2') };
/** Where something is prepared and not all of it is committed. */
const PREPARED = ['payments prepared', 'prepared', 'decided', 'payments committed'];
const contended = new Contended('lock timeout');
const opened: TwoDatabases[] = [];
const recoverAll = async () => void (await Promise.all(opened.map(office => office.recover())));
beforeAll(async () => void (await (await open()).recover())); // of a run that was broken off
afterAll(async () => {
  await recoverAll();
  await Promise.all(opened.map(office => office.close()));
});

/** Those that wait for 3 s do so at once, each among transactions of its own. */
async function open(logged?: (log: Log) => Log, schema = SCHEMA): Promise<TwoDatabases> {
  opened.push(await openTwoPhase(urls, schema, logged)());
  return opened.at(-1)!;
}

/** An event of ten seats, and buyers of its seats. */
async function onSale(office: TwoDatabases) {
  const eventId = unique('event');
  await office.putOnSale(eventId, seatIdsFor(10), 5_000);
  const wish = (...seatIds: string[]): Purchase => {
    const who = { orderId: crypto.randomUUID(), userId: unique('user'), paymentToken: 'tok_ok' };
    return { ...who, eventId, seatIds };
  };
  const buy = (purchase: Purchase, reached: Checkpoint = () => {}, at = office) =>
    at.ways['two-phase-commit']!(purchase, reached);
  const crashAt = (step: string, purchase: Purchase) =>
    expect(
      buy(purchase, reached => {
        if (reached === step) throw new Error(`crash at ${step}`);
      }),
    ).rejects.toThrow(`crash at ${step}`);
  const inDoubt = async (at = office) => (await at.audit(eventId))!.inDoubt;
  return { eventId, wish, buy, crashAt, inDoubt };
}

describe('after a crash', () => {
  it.each([
    ['order written', 0, undefined],
    ['seats locked', 0, undefined],
    ['money taken', 0, undefined],
    ['tickets issued', 0, undefined],
    ['payments prepared', 1, undefined],
    ['prepared', 1, undefined],
    ['decided', 1, 'CONFIRMED'],
    ['payments committed', 1, 'CONFIRMED'],
    ['committed', 0, 'CONFIRMED'],
  ])('at "%s" recovery ends %i in doubt, and the order is %s', async (step, doubts, status) => {
    const office = await open();
    const { wish, crashAt, inDoubt } = await onSale(office);
    const ada = wish('A-1-01', 'A-1-02');
    await crashAt(step, ada);
    await eventually(async () => expect(await inDoubt()).toBe(doubts)); // once the dead one's connections are gone
    expect(await office.recover()).toBe(doubts);
    expect((await office.order(ada.orderId))?.status).toBe(status);
    expect(await inDoubt()).toBe(0);
  });
});

it.concurrent('in doubt, it keeps its seat from the next buyer and from nobody else, until it is recovered', async () => {
  const dying = await open(undefined, `${SCHEMA}_in_doubt`);
  const { wish, buy, crashAt, inDoubt } = await onSale(dying);
  const [ada, bob, cyd] = [wish('A-1-01'), wish('A-1-01'), wish('A-1-02')];
  await crashAt('prepared', ada);
  const living = await open(undefined, `${SCHEMA}_in_doubt`); // starts beside it, and does not wait for its locks
  const from = performance.now();
  const blocked = expect(buy(bob, () => {}, living)).rejects.toEqual(contended);
  expect(await Promise.race([blocked, buy(cyd, () => {}, living)])).toMatchObject({ status: 'CONFIRMED' });
  await blocked;
  expect(performance.now() - from).toBeGreaterThan(2_900);
  expect(await inDoubt(living)).toBe(1);
  expect(await living.recover()).toBe(1);
  expect((await buy(bob, () => {}, living)).status).toBe('CONFIRMED');
});

it.concurrent('the same order again waits for what it left in doubt, ends it, and is sold the next time', async () => {
  const office = await open(undefined, `${SCHEMA}_again`);
  const { wish, buy, crashAt, inDoubt } = await onSale(office);
  const ada = wish('A-1-01');
  await crashAt('prepared', ada);
  await expect(buy(ada)).rejects.toEqual(contended);
  expect(await inDoubt()).toBe(0);
  expect((await buy(ada)).status).toBe('CONFIRMED');
});

it('two that recover at once end each transaction once', async () => {
  const [north, south] = [await open(), await open()];
  const { wish, crashAt, inDoubt } = await onSale(north);
  for (const [i, step] of PREPARED.entries()) await crashAt(step, wish(seatIdsFor(10)[i]!));
  await eventually(async () => expect(await inDoubt()).toBe(4));
  const ended = await Promise.all([north.recover(), south.recover()]);
  expect(ended[0] + ended[1]).toBe(4);
  expect(await inDoubt()).toBe(0);
});

it.concurrent('a coordinator that lives and is slow is left alone, wherever it is', async () => {
  const [slow, other] = [await open(undefined, `${SCHEMA}_slow`), await open(undefined, `${SCHEMA}_slow`)];
  const { eventId, wish, buy, inDoubt } = await onSale(slow);
  const goOn = Promise.withResolvers<void>();
  const waiting = new Set<string>();
  const sales = PREPARED.map((step, i) =>
    buy(wish(seatIdsFor(10)[i]!), async reached => {
      if (reached !== step) return;
      waiting.add(step);
      await goOn.promise;
    }),
  );
  try {
    await eventually(() => expect(waiting.size).toBe(4));
    expect(await inDoubt()).toBe(0);
    expect(await other.recover()).toBe(0);
  } finally {
    goOn.resolve();
  }
  for (const outcome of await Promise.all(sales)) expect(outcome.status).toBe('CONFIRMED');
  expect(await other.audit(eventId)).toMatchObject({ sold: 4, tickets: 4, capturedCents: 20_000, inDoubt: 0 });
});

describe('when the log does not answer, a coordinator that lives looks what became of the decision', () => {
  const failing = (decide: (pen: Pen) => Promise<void>, error: Error) => (log: Log) => ({
    ...log,
    withPen: ((gid, work) =>
      log.withPen(gid, pen =>
        work({
          ...pen,
          async decideToCommit() {
            await decide(pen);
            throw error;
          },
        }),
      )) as Log['withPen'],
  });

  it.each([
    ['not written: it undoes', async () => {}, unavailable('the log'), undefined],
    ['written: it finishes', (pen: Pen) => pen.decideToCommit(), unavailable('the log'), 'CONFIRMED'],
    ['written: nobody is told that nothing was done', (pen: Pen) => pen.decideToCommit(), contended, 'CONFIRMED'],
  ])('%s', async (_what, decide, error, status) => {
    const office = await open(failing(decide, error));
    const { wish, buy, inDoubt } = await onSale(office);
    const ada = wish('A-1-01');
    await expect(buy(ada)).rejects.toMatchObject({ status: 503, type: 'unavailable', retryable: true });
    expect((await office.order(ada.orderId))?.status).toBe(status);
    expect(await inDoubt()).toBe(0);
  });
});

it('a transaction that was begun and not prepared ends with its connection', async () => {
  const office = await open();
  const { wish, buy, crashAt } = await onSale(office);
  await crashAt('tickets issued', wish('A-1-01'));
  expect((await untilAnswered(() => buy(wish('A-1-01')))).status).toBe('CONFIRMED');
});

it('a decision is forgotten after a day, and not while a database must still be told', async () => {
  const office = await open();
  const { wish, buy, crashAt } = await onSale(office);
  const [ada, bob, cyd] = [wish('A-1-01'), wish('A-1-02'), wish('A-1-03')];
  await buy(ada);
  await buy(bob);
  await crashAt('payments committed', cyd);
  const yesterday = new Date(Date.now() - 24 * 3_600_000);
  const log = connectToPostgres(urls.seats, { schema: `${SCHEMA}_log` });
  const decided = async () => {
    const { rows } = await log.query<{ gid: string }>('select gid from decision');
    return [ada, bob, cyd].map(({ orderId }) => rows.some(({ gid }) => gid.endsWith(orderId)));
  };
  const age = `update decision set decided_at = now() - interval '25 hours' where gid like '%' || $1`;
  for (const { orderId } of [ada, cyd]) await log.query(age, [orderId]);
  await office.forget(yesterday);
  expect(await decided()).toEqual([false, true, true]);
  await eventually(async () => expect(await office.recover()).toBe(1));
  expect((await office.order(cyd.orderId))?.status).toBe('CONFIRMED');
  await office.forget(yesterday);
  expect(await decided()).toEqual([false, true, false]);
  await log.close();
});
