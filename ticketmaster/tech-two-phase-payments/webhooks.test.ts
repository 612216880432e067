import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Shop, shopForTests, wish } from './payments.fixture.ts';
import { authorizedUnheard, secret, webhook } from './webhook-checks.fixture.ts';

const here = shopForTests();
let server: Awaited<ReturnType<Shop['webhooks']>>;
beforeAll(async () => {
  server = await here.shop.webhooks();
});
afterAll(() => server.close());

const post = (body: Buffer | string, signature?: string) =>
  fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature && { 'stripe-signature': signature }) },
    body: new Uint8Array(Buffer.from(body)),
  });

describe('is refused, and without effect:', () => {
  it.each<[string, (intentId: string) => Promise<Response>]>([
    ['no signature', intentId => post(webhook(intentId).body)],
    ["another's secret", intentId => post(webhook(intentId).body, webhook(intentId, { by: 'whsec_forged' }).signature)],
    [
      'a body that was changed',
      intentId => post(`${webhook(intentId).body} `, webhook(intentId, { by: server.webhookSecret }).signature),
    ],
    [
      'an old one',
      intentId => {
        const { body, signature } = webhook(intentId, { by: server.webhookSecret, at: Date.now() - 301_000 });
        return post(body, signature);
      },
    ],
    ['nonsense', () => post('nonsense', 't=1,v1=2')],
  ])('%s', async (_what, send) => {
    await here.standIn.control('webhooks', { off: true });
    const { orderId, intentId } = await authorizedUnheard(here.shop);
    const response = await send(intentId);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('problem+json'),
    ]);
    expect((await here.shop.order(orderId)).status).toBe('AUTHORIZING');
  });
});

it('says of which intent something may be new, whatever else it claims, and of whatever API version', async () => {
  await here.standIn.control('webhooks', { off: true });
  const { orderId, intentId, eventId } = await authorizedUnheard(here.shop);
  const { body, signature } = webhook(intentId, { by: server.webhookSecret, type: 'payment_intent.canceled' });
  expect((await post(body, signature)).status).toBe(204);
  expect((await here.shop.order(orderId)).status).toBe('CONFIRMED');
  expect((await post(body, signature)).status).toBe(204); // the same again
  expect(await here.shop.findings(eventId)).toEqual([]);
});

it('of an order that has gone on, or of none of ours, moves nothing', async () => {
  await here.standIn.control('webhooks', { off: true });
  const { sale } = here.shop.engine();
  const eventId = await here.shop.event();
  const orderId = crypto.randomUUID();
  await sale.place(orderId, wish(eventId), null);
  await sale.confirm(orderId, 'ada', 'one', 'pm_card_visa');
  await sale.refund(orderId, 'ada');
  const { intentId } = await here.shop.order(orderId);
  const stranger = await here.shop.provider.create(crypto.randomUUID(), {
    ...{ orderId: 'not one of ours', eventId: 'E', cents: 5_000, currency: 'EUR', fault: null },
  });
  for (const id of [intentId!, stranger.id])
    for (const type of ['payment_intent.succeeded', 'payment_intent.amount_capturable_updated']) {
      const { body, signature } = webhook(id, { by: server.webhookSecret, type });
      expect((await post(body, signature)).status).toBe(204);
    }
  expect((await here.shop.order(orderId)).status).toBe('REFUNDED');
});

it.each<[string, object]>([
  ['late', { delayMs: 200 }],
  ['twice and in no order', { duplicate: true, reorder: true }],
  ['before the answer', { beforeAnswer: true }],
])('told by the provider %s: the same end', async (_how, how) => {
  await here.standIn.control('webhooks', {
    off: false,
    duplicate: false,
    reorder: false,
    beforeAnswer: false,
    delayMs: 0,
    ...how,
  });
  const { orderId, eventId } = await authorizedUnheard(here.shop);
  await vi.waitFor(async () => expect((await here.shop.order(orderId)).status).toBe('CONFIRMED'), 15_000);
  expect(await here.shop.findings(eventId)).toEqual([]);
  await here.standIn.control('webhooks', { off: true });
});

it('writes no secret into the log', async () => {
  const lines: unknown[] = [];
  const spies = (['log', 'error', 'warn', 'info'] as const).map(name =>
    vi.spyOn(console, name).mockImplementation((...args) => void lines.push(args)),
  );
  const { intentId } = await authorizedUnheard(here.shop);
  const { body, signature } = webhook(intentId, { by: server.webhookSecret });
  await post(body, `${signature}0`);
  await post(body, signature);
  await here.standIn.control('down', { ms: 600_000 });
  await here.shop.engine().completer.round();
  await here.standIn.control('down', { ms: 0 });
  for (const spy of spies) spy.mockRestore();
  for (const word of [server.webhookSecret, secret, 'sk_test_lab', '_secret_'])
    expect(JSON.stringify(lines)).not.toContain(word);
});
