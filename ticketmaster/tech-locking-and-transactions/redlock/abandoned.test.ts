// Orders that nobody is at work on any more, and money that comes too late: a living server ends them, without a restart.
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { call, OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { chargeFor, payments } from '@ticketmaster/locking-store/payments';
import { paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { spawnServer } from '@ticketmaster/testing/processes';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { usualTimes } from './box-office.ts';
import { openRedlock } from './open.ts';
import { serversFrom } from './servers.ts';
import { waysOf } from './ways.ts';

const SCHEMA = 'locking_redlock_abandoned';
const servers = serversFrom(env);
const proxy = await proxyTo(servers.paymentsUrl);
let office: Awaited<ReturnType<ReturnType<typeof openRedlock>>>;
beforeAll(async () => {
  office = await openRedlock({ ...servers, paymentsUrl: proxy.url }, usualTimes, waysOf, SCHEMA)();
});
afterAll(async () => {
  await office.close();
  await proxy.close();
});

const paymentsDb = connectToPostgres(servers.paymentsUrl, { schema: SCHEMA }); // past the proxy
const money = paymentsOfAnOrder(payments(paymentsDb));
afterAll(() => paymentsDb.close());

async function onSale() {
  const eventId = unique('event');
  await office.putOnSale(eventId, ['A-1-01'], 5_000);
  const wish = () => {
    const who = { orderId: crypto.randomUUID(), userId: unique('user'), paymentToken: 'tok_ok' };
    return { ...who, eventId, seatIds: ['A-1-01'] };
  };
  const sells = (purchase: ReturnType<typeof wish>, at: string, meanwhile: () => unknown) =>
    office.ways.redlock!(purchase, async step => {
      if (step === at) await meanwhile();
    });
  const audit = async () => (await office.audit(eventId))!;
  return { wish, sells, audit };
}

it('the payments go away between the seats and the capture: the order is finished when they are back', async () => {
  const { wish, sells, audit } = await onSale();
  const ada = wish();
  await expect(sells(ada, 'seats written', () => proxy.cut())).rejects.toMatchObject({ status: 503, retryable: true });
  proxy.mend();
  expect(await audit()).toMatchObject({ sold: 1, tickets: 0, inDoubt: 3 });
  expect(await office.sweep()).toBe(1);
  expect(await audit()).toMatchObject({ sold: 1, tickets: 1, capturedCents: 5_000, inDoubt: 0 });
  expect((await office.order(ada.orderId))?.status).toBe('CONFIRMED');
});

it('money that was given back before the capture makes no ticket, and the seat is free', async () => {
  const { wish, sells, audit } = await onSale();
  const ada = wish();
  const voided = sells(ada, 'seats written', () => money.giveBack(ada.orderId));
  await expect(voided).rejects.toMatchObject({ status: 503, type: 'unavailable', retryable: true });
  expect(await audit()).toMatchObject({ sold: 0, tickets: 0, capturedCents: 0, inDoubt: 0 });
  expect(await sells(wish(), 'never', () => {})).toMatchObject({ status: 'CONFIRMED' });
});

it('money set aside for an order that was undone meanwhile is given back', async () => {
  const { wish, sells, audit } = await onSale();
  const ada = wish();
  const crash = sells(ada, 'looked', () => {
    throw new Error('crash');
  });
  await expect(crash).rejects.toThrow('crash');
  expect(await office.sweep()).toBe(1);
  await money.authorize(chargeFor(ada, 5_000)); // the call of the one that was given up arrives
  expect((await audit()).inDoubt).toBe(1);
  expect(await office.sweep()).toBe(1);
  expect(await audit()).toMatchObject({ sold: 0, capturedCents: 0, inDoubt: 0 });
});

it('a sweep leaves alone who is at work, and waits for nobody', async () => {
  const { wish, sells } = await onSale();
  const swept: number[] = [];
  const ada = sells(wish(), 'seats written', async () => swept.push(await office.sweep()));
  expect((await ada).status).toBe('CONFIRMED');
  expect(swept).toEqual([0]);
});

it('a living server ends the order of one that was killed between the seats and the money', async () => {
  const script = join(import.meta.dirname, 'server.ts');
  const [living, doomed] = await Promise.all([
    spawnServer(script, { OPERATOR_TOKEN, SWEEP_MS: '200' }),
    spawnServer(script, { BREAK: 'seats written' }),
  ]);
  const eventId = unique('event');
  await call('POST', `${living.url}/api/events`, { eventId, seats: 5 });
  const wish = { userId: 'ada', seatIds: ['A-1-01'], paymentToken: 'tok_ok' };
  await expect(call('POST', `${doomed.url}/api/events/${eventId}/orders`, wish, unique('key'))).rejects.toThrow();
  await eventually(async () => {
    const { body } = await call('GET', `${living.url}/api/events/${eventId}/audit`);
    expect(body).toMatchObject({ sold: 1, tickets: 1, capturedCents: 5_000, inDoubt: 0 });
  });
  await Promise.all([living.end(), doomed.end()]);
});
