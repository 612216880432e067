// Who comes late with what was true a moment ago: a second click, a webhook, a server that was paused. None of them moves an order backwards.
import { expect, it } from 'vitest';
import { cases, GOOD } from './cases.fixture.ts';
import { type Intent, type ProviderClient, Unknown } from './client.ts';

const { here, engine, placed, clean } = cases();

/** An order of the tickets issued, whose server is paused before it captures; `meanwhile` happens then. */
async function pausedBeforeCapture(meanwhile: (orderId: string) => Promise<unknown>): Promise<string> {
  const orderId = await placed(engine());
  const reached = async (point: string) => {
    if (point === 'before capture') await meanwhile(orderId);
  };
  await engine({ reached }).sale.confirm(orderId, 'ada', 'one', GOOD);
  return orderId;
}

it('a second click, while the money is taken: the same sale', async () => {
  const orderId = await pausedBeforeCapture(id => engine().sale.confirm(id, 'ada', 'one', GOOD));
  expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
  await clean();
});

it.each(['requires_payment_method', 'requires_capture', 'succeeded'])(
  'an event that was looked up when the intent was %s, and is written down once tickets are issued or have gone back',
  async status => {
    const old = async (orderId: string) => {
      const { intentId } = await here.shop.order(orderId);
      const intent: Intent = { ...(await here.shop.provider.retrieve(intentId!)), status, refunded: 0 };
      await engine().phases.told(`evt_${crypto.randomUUID()}`, orderId, intent);
      await engine().flow.advance(orderId, intent);
    };
    const orderId = await pausedBeforeCapture(status === 'succeeded' ? async () => {} : old);
    expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
    await engine().sale.refund(orderId, 'ada', ['A-1-02']);
    await old(orderId);
    expect(await here.shop.order(orderId)).toMatchObject({ status: 'CONFIRMED', refundCents: 5_000 });
    await clean();
  },
);

it('a second click that hears of the creation once the first has issued the tickets: the same sale', async () => {
  const unreached = { ...here.shop.provider, create: () => Promise.reject(new Unknown('did not answer', false)) };
  const orderId = await placed(engine({ provider: unreached }));
  expect((await here.shop.order(orderId)).intentId).toBe(null);
  const [created, issued] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const provider: ProviderClient = {
    ...here.shop.provider,
    async create(...charge) {
      const intent = await here.shop.provider.create(...charge);
      created.resolve();
      await issued.promise;
      return intent;
    },
  };
  const second = engine({ provider }).sale.confirm(orderId, 'ada', 'one', GOOD);
  await created.promise;
  const reached = async (point: string) => {
    if (point !== 'before capture') return;
    issued.resolve();
    await second;
  };
  await engine({ reached }).sale.confirm(orderId, 'ada', 'one', GOOD);
  expect((await second).order.status).toBe('CONFIRMED');
  await clean();
});

it('a server that looked before the first ticket went back, and goes on after the second has been asked for', async () => {
  const orderId = await placed(engine(), 3);
  await engine().sale.confirm(orderId, 'ada', 'one', GOOD);
  await engine().phases.giveBack(orderId, ['A-1-01']);
  const seen = await here.shop.order(orderId); // REFUNDING
  await engine().flow.advance(orderId);
  await engine().phases.giveBack(orderId, ['A-1-02']);
  await engine().phases.move(seen, 'end', undefined); // would end a refund that nobody has asked the provider for
  expect((await here.shop.order(orderId)).status).toBe('REFUNDING');
  await engine().completer.round();
  expect(await here.shop.order(orderId)).toMatchObject({ status: 'CONFIRMED', refundCents: 10_000 });
  await clean();
});
