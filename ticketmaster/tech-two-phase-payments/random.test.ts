import { expect, it } from 'vitest';
import { shopForTests } from './payments.fixture.ts';
import { POINTS, runAtRandom, settleAll } from './random.fixture.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const orders = Number(process.env.ORDERS ?? 2_000);

// A run in which one of these has not happened has shown nothing of it.
const MUST_HAPPEN = [
  ...['place: seat-taken', 'confirm: done', 'confirm again: order-state', 'cancel: done', 'refund: done'],
  ...['told that nothing was taken', 'ended CONFIRMED', 'ended CANCELLED', 'ended EXPIRED', 'ended REFUNDED'],
];

const here = shopForTests();

it(`${orders} orders, three calls in ten fail, and servers die everywhere: the books agree to the cent (SEED=${seed})`, async () => {
  const { seen, lies } = await runAtRandom(here.shop, here.standIn, {
    seed,
    orders,
    atOnce: 32,
    faults: 0.3,
    deaths: 0.4,
  });
  await settleAll(here.shop, here.standIn);
  const { rows } = await here.shop.db.query('select status, count(*)::int as count from purchase group by status');
  for (const { status, count } of rows) seen.set(`ended ${status}`, count);
  console.log(
    [...seen]
      .sort()
      .map(([what, times]) => `${what} ${times}`)
      .join(' · '),
  );
  for (const what of [...POINTS.map(point => `died ${point}`), ...MUST_HAPPEN])
    expect([what, seen.get(what) ?? 0]).not.toEqual([what, 0]);
  expect(lies).toEqual([]);
  expect(await here.shop.findings()).toEqual([]);
});
