// Each layer alone and some together under the same load: predicted, then seen. All sixteen: npm run compare -- cached-purchase
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { underTest } from '../sale.fixture.ts';
import { combination, LOCK_MS, UNITS } from './combinations.ts';

const lab = underTest();
const run = (layers: string) => combination(layers, one => lab.open(one, { lockMs: LOCK_MS, connections: 40 }));

it.each([
  ['', 'no layer'],
  ['4', 'a stock in Redis that many look at before one counts'],
  ['1', 'a lock that ends while its owner stands still'],
])('%s oversells: %s', async layers => {
  const found = await run(layers);
  expect(found.oversold).toBeGreaterThan(0);
});

it.each([
  ['2', 'who reads the row to change it has it'],
  ['3', 'a version that has changed is noticed'],
  ['1234', 'all four'],
])('%s sells what is there: %s', async layers => {
  const found = await run(layers);
  expect(found).toMatchObject({ sold: UNITS, oversold: 0 });
  expect(found.shownWrong).toBe(layers.includes('4') ? 0 : UNITS);
});

it.each([
  ['1', 1],
  ['14', 1],
  ['12', 0],
  ['13', 0],
  ['1234', 0],
])(
  'with layers %s the last unit, wanted by one who stands still longer than the lock lasts, is oversold by %d',
  async (layers, oversold) => {
    const sale = await lab.open(layers, { lockMs: LOCK_MS });
    const itemId = unique('product');
    await sale.putOnSale({ itemId, units: 1, priceCents: 0 });
    const wish = () => ({ key: unique('key'), userId: unique('user'), itemId, quantity: 1, paymentMethod: '' });
    const [stands, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = sale.purchase(wish(), async step => {
      if (step !== (layers.includes('2') ? 'looked' : 'seen')) return; // once it has the row, others wait for it
      stands.resolve();
      await goesOn.promise;
    });
    await stands.promise;
    const quick = await eventually(async () => {
      const outcome = await sale.purchase(wish());
      if (outcome.status === 'REFUSED') throw new Error(outcome.reason);
      return outcome.status;
    });
    goesOn.resolve();
    expect([quick, (await slow).status]).toEqual(['CONFIRMED', oversold ? 'CONFIRMED' : 'REFUSED']);
    expect((await sale.audit(itemId))!.oversold).toBe(oversold);
    await sale.close();
  },
);
