import { expect, it } from 'vitest';
import { memoryProvider } from './memory-provider.ts';
import { paymentsOfAnOrder } from './of-an-order.ts';
import { noAnswer, type PaymentProvider } from './provider.ts';

const charge = { orderId: 'O1', eventId: 'E1', cents: 5_000, currency: 'EUR', paymentToken: 'tok_ok' };
const statuses = async (money: PaymentProvider) => (await money.find('O1')).map(({ status }) => status);

it('means one attempt however often it is asked, also by one who was thought dead', async () => {
  const money = memoryProvider();
  const [ada, late] = [paymentsOfAnOrder(money), paymentsOfAnOrder(money)];
  await Promise.all([ada.authorize(charge), late.authorize(charge), ada.authorize(charge)]);
  await ada.capture('O1');
  await late.authorize(charge);
  expect(await statuses(money)).toEqual(['CAPTURED']);
});

it('pays anew after what was given back or declined', async () => {
  const money = memoryProvider();
  const ada = paymentsOfAnOrder(money);
  expect(await ada.authorize({ ...charge, paymentToken: 'tok_declined' })).toBe(false);
  expect(await ada.authorize(charge)).toBe(true);
  expect(await ada.giveBack('O1')).toBe(1);
  expect(await ada.authorize(charge)).toBe(true);
  await ada.capture('O1');
  expect(await statuses(money)).toEqual(['DECLINED', 'VOIDED', 'CAPTURED']);
});

it('does not meet a later attempt with the late void of an earlier one', async () => {
  const money = memoryProvider();
  const ada = paymentsOfAnOrder(money);
  await ada.authorize(charge);
  const [first] = await money.find('O1');
  const lateVoid = () => money.void('late', first!.paymentId);
  await ada.giveBack('O1');
  await ada.authorize(charge);
  await lateVoid();
  await ada.capture('O1');
  expect(await ada.captured('O1')).toBe(true);
});

it('says that nothing was captured when the money was given back just before', async () => {
  const ada = paymentsOfAnOrder(memoryProvider());
  await ada.authorize(charge);
  await ada.giveBack('O1');
  await expect(ada.capture('O1')).rejects.toMatchObject({ status: 409, happened: 'no' });
  expect(await ada.captured('O1')).toBe(false);
});

it('refunds what is captured between the look and the void', async () => {
  const money = memoryProvider();
  await paymentsOfAnOrder(money).authorize(charge);
  const captures: PaymentProvider['void'] = async (key, paymentId) => {
    await money.capture('a moment before', paymentId);
    return money.void(key, paymentId);
  };
  await paymentsOfAnOrder({ ...money, void: captures }).giveBack('O1');
  expect(await statuses(money)).toEqual(['REFUNDED']);
});

it('throws what is not known', async () => {
  const money = memoryProvider();
  await paymentsOfAnOrder(money).authorize(charge);
  const silent = { ...money, void: () => Promise.reject(noAnswer('the bank')) };
  await expect(paymentsOfAnOrder(silent).giveBack('O1')).rejects.toMatchObject({
    happened: 'unknown',
    retryable: true,
  });
});
