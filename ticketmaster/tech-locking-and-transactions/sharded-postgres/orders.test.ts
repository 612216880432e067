// An order does not say on which node it is. Where one of them does not answer, not found is not the same as not there.
import { proxyTo } from '@ticketmaster/testing/proxy';
import { expect, it, onTestFinished } from 'vitest';
import { officeFor, onSale, schemaFor, urls, wish } from './nodes.fixture.ts';

async function twoNodes() {
  const south = await proxyTo(urls.south);
  onTestFinished(south.close);
  const { office } = await officeFor(schemaFor('orders'), { south: south.url });
  const buy = async (node: 'north' | 'south') => {
    const purchase = wish(await onSale(office, node), 'A-1-01');
    await office.ways.routed!(purchase, () => {});
    return purchase.orderId;
  };
  return { south, order: office.order, bought: { north: await buy('north'), south: await buy('south') } };
}

it('finds an order on whatever node it is, and where both say no, there is none', async () => {
  const { order, bought } = await twoNodes();
  for (const orderId of Object.values(bought)) expect(await order(orderId)).toMatchObject({ orderId });
  expect(await order(crypto.randomUUID())).toBe(undefined);
});

it('does not say that there is no order, while a node that may have it does not answer', async () => {
  const { south, order, bought } = await twoNodes();
  south.cut();
  expect(await order(bought.north)).toMatchObject({ orderId: bought.north });
  for (const orderId of [bought.south, crypto.randomUUID()])
    await expect(order(orderId)).rejects.toMatchObject({ status: 503, retryable: true });
});
