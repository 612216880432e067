// What each layer does, and what Redis and a replica that lag do not: sell wrong.
import { ask } from '@ticketmaster/replicated-servers/postgres';
import { commanded } from '@ticketmaster/replicated-servers/redis';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { combinations, layersNamed, sellsRight } from './layers.ts';
import { underTest } from './sale.fixture.ts';

const lab = underTest();
const redis = <T>(work: Parameters<typeof commanded<T>>[1]) => commanded(lab.topology().member('redis-1')!.port, work);
let sale: Awaited<ReturnType<typeof lab.open>>;
beforeAll(async () => {
  sale = await lab.open();
});
afterAll(() => sale?.close());

async function onSale(units = 10): Promise<string> {
  const productId = unique('product');
  await sale.putOnSale({ itemId: productId, units, priceCents: 0 });
  await lab.arrived(productId);
  return productId;
}

const wish = (itemId: string, quantity = 1) => ({
  ...{ key: unique('key'), userId: unique('user'), itemId, quantity, paymentMethod: '' },
});

const stockIn = (text: string) => (JSON.parse(text) as { stock: number }).stock;

describe('a product is viewed', () => {
  it('from the replica, then from Redis, for 300 s', async () => {
    const productId = await onSale();
    expect(await sale.view(productId)).toMatchObject({ from: 'replica' });
    expect(await sale.view(productId)).toMatchObject({ from: 'cache', databaseMs: 0 });
    const life = await redis(on => on.ttl(`product:${productId}:details`));
    expect(life).toBeGreaterThan(295);
    expect(life).toBeLessThanOrEqual(300);
  });

  it('and is not there where it is not', async () => {
    expect(await sale.view(unique('none'))).toBe(undefined);
  });
});

describe('a purchase', () => {
  it('of 2 of 10 leaves 8 in Redis and in the database, and the details are read anew', async () => {
    const productId = await onSale(10);
    await sale.view(productId);
    await redis(on => on.expire(`product:${productId}:stock`, 10));
    const bought = await sale.purchase(wish(productId, 2));
    expect(bought).toMatchObject({ status: 'CONFIRMED', order: { quantity: 2 } });
    expect(await redis(on => on.get(`product:${productId}:stock`))).toBe('8');
    expect(await redis(on => on.ttl(`product:${productId}:stock`))).toBeGreaterThan(295);
    expect(await redis(on => on.exists(`product:${productId}:details`, `lock:product:${productId}`))).toBe(0);
    expect(await sale.audit(productId)).toMatchObject({ units: 10, inventory: 8, confirmed: 2 });
  });

  it('that is refused frees the lock, so that the next one is not kept waiting', async () => {
    const productId = await onSale(3);
    expect((await sale.purchase(wish(productId))).status).toBe('CONFIRMED');
    expect(await sale.purchase(wish(productId, 100))).toEqual({ status: 'REFUSED', reason: 'OUT_OF_STOCK' });
    expect((await sale.purchase(wish(productId))).status).toBe('CONFIRMED');
  });

  it('is told to who listens, and refused ones are not', async () => {
    const productId = await onSale(1);
    const heard: string[] = [];
    await redis(async on => {
      on.on('message', (_channel, text) => heard.push(text));
      await on.subscribe('order.created');
      const { order } = (await sale.purchase(wish(productId))) as { order: unknown };
      await sale.purchase(wish(productId));
      await eventually(() => expect(heard.map(text => JSON.parse(text))).toEqual([order]));
    });
  });

  it('of many at once waits for its turn at the row, where that is locked: nobody is refused', async () => {
    const productId = await onSale(8);
    const waiting = await lab.open('23');
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => waiting.purchase(wish(productId))));
    expect(outcomes.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(8);
    await waiting.close();
  });

  it('is in the way of nobody who buys another product', async () => {
    const [one, other] = [await onSale(), await onSale()];
    let meanwhile = '';
    await sale.purchase(wish(one), async step => {
      if (step === 'locked') meanwhile = (await sale.purchase(wish(other))).status;
    });
    expect(meanwhile).toBe('CONFIRMED');
  });
});

describe('a replica that lags', () => {
  it('shows what was, which Redis does not keep, and sells nothing wrong', async () => {
    const productId = await onSale(2);
    const replica = lab.topology().postgresUrls[1];
    await ask(replica, 'select pg_wal_replay_pause()');
    try {
      expect((await sale.purchase(wish(productId, 2))).status).toBe('CONFIRMED');
      for (let times = 0; times < 2; times++) {
        const seen = (await sale.view(productId))!;
        expect([seen.from, stockIn(seen.text)]).toEqual(['replica', 2]); // a lie, told no longer than it lags
      }
      expect(await sale.purchase(wish(productId))).toEqual({ status: 'REFUSED', reason: 'OUT_OF_STOCK' });
      await redis(on => on.del(`product:${productId}:stock`)); // now the primary is asked
      expect(await sale.purchase(wish(productId))).toEqual({ status: 'REFUSED', reason: 'OUT_OF_STOCK' });
    } finally {
      await ask(replica, 'select pg_wal_replay_resume()');
    }
    await eventually(async () => expect(stockIn((await sale.view(productId))!.text)).toBe(0));
    expect(await sale.audit(productId)).toMatchObject({ oversold: 0, lost: 0, confirmed: 2 });
  });
});

it('without the fourth layer a page says for 300 s what was, and sells right all the same', async () => {
  const productId = await onSale(1);
  const blind = await lab.open('123');
  await blind.view(productId);
  expect((await blind.purchase(wish(productId))).status).toBe('CONFIRMED');
  expect(stockIn((await blind.view(productId))!.text)).toBe(1);
  expect(await blind.purchase(wish(productId))).toEqual({ status: 'REFUSED', reason: 'OUT_OF_STOCK' });
  await blind.close();
});

describe('layers by their numbers', () => {
  it('are unsafe without the second and the third, and then need ALLOW_UNSAFE', () => {
    expect(combinations).toHaveLength(16);
    const unsafe = combinations.filter(digits => !sellsRight(layersNamed(digits, true)));
    expect(unsafe).toEqual(['', '1', '4', '14']);
    for (const digits of unsafe) expect(() => layersNamed(digits, false)).toThrow('ALLOW_UNSAFE=1');
    expect(() => layersNamed('21', true)).toThrow('in this order');
  });
});
