import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@ticketmaster/common/problem';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { HOLD_MS, openTestOffice, type TestOffice } from './box-office.fixture.ts';
import { boxOffice, type Reserved } from './box-office.ts';
import { standInProvider } from './payment-provider.ts';

let test: TestOffice;
beforeAll(async () => {
  test = await openTestOffice(20);
});
afterAll(() => test.close());
afterEach(() => vi.restoreAllMocks());

const buyers = (count: number) => Array.from({ length: count }, (_, i) => `buyer-${i}`);
const won = (all: Reserved[]) => all.filter(({ outcome }) => outcome === 'RESERVED');

async function all200For(seats: { eventId: string; seatIds: string[] }) {
  return Promise.all(buyers(200).map(userId => test.reserve({ ...seats, userId })));
}

it('gives one seat to exactly one of 200 buyers, who gets exactly one ticket', async () => {
  const reserved = await all200For(await test.onSale(1));
  const [winner, ...others] = won(reserved);
  expect(others).toEqual([]);
  if (winner?.outcome !== 'RESERVED') throw new Error('nobody won');
  const { orderId } = winner.order;
  const payments = await Promise.all(buyers(20).map((_, i) => test.office.pay(`${orderId}-${i}`, orderId, 'tok_ok')));
  expect(payments.filter(({ outcome }) => outcome === 'CONFIRMED')).toHaveLength(1);
  expect(payments.filter(({ outcome }) => outcome === 'ALREADY_PAID')).toHaveLength(19);
  expect((await test.office.order(orderId))?.tickets).toHaveLength(1);
  expect(await test.violations()).toEqual([]);
});

it('looks once more at a seat that it has waited for', async () => {
  const { eventId, seatIds } = await test.onSale(1);
  let late: Promise<Reserved> | undefined;
  await test.db.transaction(async tx => {
    const ada = boxOffice(tx, standInProvider(20), HOLD_MS, test.now);
    expect(won([await ada.reserve(unique('key'), { eventId, userId: 'ada', seatIds })])).toHaveLength(1);
    late = test.reserve({ eventId, userId: 'bob', seatIds }); // what Ada has done is not to be seen yet
    const waits = `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`;
    await eventually(async () => expect((await test.db.query(waits, [test.schema])).rowCount).toBe(1));
  });
  expect(await late).toEqual({ outcome: 'SEAT_TAKEN', seats: seatIds });
});

it('answers a double click 50 times with the same order', async () => {
  const { eventId, seatIds } = await test.onSale(2);
  const answers = await Promise.all(buyers(50).map(() => test.reserve({ eventId, userId: 'ada', seatIds }, 'click')));
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
  expect(won(answers)).toHaveLength(50);
});

it('makes one order of one key that asks for different seats at the same instant', async () => {
  const { eventId, seatIds } = await test.onSale(40);
  const answers = await Promise.all(
    seatIds.map(seatId => test.reserve({ eventId, userId: 'ada', seatIds: [seatId] }, 'greedy')),
  );
  expect(won(answers)).toHaveLength(1);
  expect(answers.filter(({ outcome }) => outcome === 'KEY_REUSED')).toHaveLength(39);
});

/** 500 orders for 2 to 4 of 24 seats, each in an order of its own, while a third of the winners cancel, pay, or wait. */
async function scramble() {
  const { eventId, seatIds } = await test.onSale(24);
  const one = async (n: number) => {
    const wish = seatIds.toSorted(() => Math.random() - 0.5).slice(0, 2 + (n % 3));
    const reserved = await test.reserve({ eventId, userId: `buyer-${n}`, seatIds: wish });
    if (reserved.outcome !== 'RESERVED') return reserved.outcome;
    if (n % 3 === 0) return test.office.cancel(reserved.order.orderId);
    return (await test.office.pay(`${reserved.order.orderId}-pay`, reserved.order.orderId, 'tok_ok')).outcome;
  };
  return Promise.allSettled(buyers(500).map((_, n) => one(n)));
}

it('takes 500 overlapping orders without one deadlock reaching a buyer, and its books balance', async () => {
  const results = await scramble();
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(results.some(result => result.status === 'fulfilled' && result.value === 'CONFIRMED')).toBe(true);
  expect(await test.violations()).toEqual([]);
});

it('takes one key for one of two orders that are paid at the same instant, and the money once', async () => {
  for (let round = 0; round < 10; round++) {
    const { eventId, seatIds } = await test.onSale(2);
    const held = seatIds.map(seatId => test.reserve({ eventId, userId: 'ada', seatIds: [seatId] }));
    const orders = await Promise.all(held);
    const key = unique('key');
    const ends = await Promise.all(
      orders.map(reserved => {
        if (reserved.outcome !== 'RESERVED') throw new Error(reserved.outcome);
        return test.office.pay(key, reserved.order.orderId, 'tok_ok');
      }),
    );
    expect(ends.map(({ outcome }) => outcome).sort()).toEqual(['CONFIRMED', 'KEY_REUSED']);
  }
  expect(await test.violations()).toEqual([]);
});

/** Puts a changed reserve.sql in place of the true one while `work` runs. */
async function withMutant(change: (sql: string) => string, work: () => Promise<void>) {
  const sql = readFileSync(join(import.meta.dirname, 'reserve.sql'), 'utf8');
  const mutant = change(sql);
  expect(mutant).not.toBe(sql);
  await test.db.query(mutant);
  try {
    await work();
  } finally {
    await test.db.query(sql);
  }
}

it('would see that two buyers hold one seat, were it not locked', async () => {
  await withMutant(
    sql => sql.replace('for update\n', '\n'),
    async () => {
      let winners = 0;
      for (let round = 0; round < 20 && winners < 2; round++)
        winners = won(await all200For(await test.onSale(1))).length;
      expect(winners).toBeGreaterThan(1);
    },
  );
});

it('would see deadlocks, were the seats not locked in one order', async () => {
  await withMutant(
    sql => sql.replace('order by seat_id -- everybody', 'order by random() -- everybody'),
    async () => {
      const refused: Problem[] = [];
      const deadlocked = () => refused.some(({ type }) => type === 'contended');
      for (let round = 0; round < 20 && !deadlocked(); round++) {
        refused.push(...(await scramble()).filter(result => result.status === 'rejected').map(({ reason }) => reason));
      }
      expect(deadlocked()).toBe(true);
      for (const reason of refused) expect(reason).toMatchObject({ status: 503, retryable: true });
    },
  );
});

it('sends one statement to win, one to lose and one to pay, all of them prepared', async () => {
  const { eventId, seatIds } = await test.onSale(1);
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  type Sent = { name?: string; text: string };
  const names = () =>
    sent.mock.calls.splice(0).map(([query]) => {
      const { name, text } = query as unknown as Sent;
      return name && text.match(/^select (\w+)[(]/)?.[1];
    });

  const winner = await test.reserve({ eventId, userId: 'ada', seatIds });
  expect(names()).toEqual(['reserve']);
  expect(await test.reserve({ eventId, userId: 'bob', seatIds })).toMatchObject({ outcome: 'SEAT_TAKEN' });
  expect(names()).toEqual(['reserve']);
  if (winner.outcome !== 'RESERVED') throw new Error(winner.outcome);
  await test.office.pay('counted', winner.order.orderId, 'tok_ok');
  expect(names()).toEqual(['pay']);
});

it('lets a loser go without a lock or a write', async () => {
  const { eventId, seatIds } = await test.onSale(1);
  await test.reserve({ eventId, userId: 'ada', seatIds });
  const { rows } = await test.db.query<{ answer: { outcome: string }; wrote: string | null }>(
    `with lost as materialized (select reserve('loser', gen_random_uuid(), 'bob', $1, $2, $3, $3) as answer)
     select answer, pg_current_xact_id_if_assigned()::text as wrote from lost`,
    [eventId, seatIds, test.now()],
  );
  expect(rows).toEqual([{ answer: { outcome: 'SEAT_TAKEN', seats: seatIds }, wrote: null }]);
});
