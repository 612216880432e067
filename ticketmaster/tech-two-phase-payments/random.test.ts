import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, openStandIn, type Shop, type StandIn } from './payments.fixture.ts';
import { runAtRandom, settleAll } from './random.fixture.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const orders = Number(process.env.ORDERS ?? 2_000);

let standIn: StandIn;
let shop: Shop;
beforeAll(async () => {
  standIn = await openStandIn();
  shop = await openShop(standIn);
});
afterAll(async () => {
  await shop.close();
  await standIn.close();
});

it(`${orders} orders, three calls in ten fail, and servers die everywhere: the books agree to the cent (SEED=${seed})`, async () => {
  const { seen, lies } = await runAtRandom(shop, standIn, { seed, orders, atOnce: 32, faults: 0.3, deaths: 0.2 });
  await settleAll(shop, standIn);
  console.log(
    [...seen]
      .sort()
      .map(([what, times]) => `${what} ${times}`)
      .join(' · '),
  );
  expect(lies).toEqual([]);
  expect(await shop.findings()).toEqual([]);
});
