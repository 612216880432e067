import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, type Form, headersOf, openStandIn, type Sent, type Shown, type StandIn } from './provider.fixture.ts';

let standIn: StandIn;
let held: Shown;
let before: string;
const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
beforeAll(async () => {
  standIn = await openStandIn();
  held = await standIn.held();
  before = await stored();
});
beforeEach(() => complaints.mockClear());
afterAll(async () => {
  complaints.mockRestore();
  await standIn.close();
});

/** All that is stored. */
async function stored(): Promise<string> {
  const tables = ['intent', 'charge', 'refund', 'movement', 'event', 'endpoint', 'delivery', 'fault', 'settings'];
  const all = await Promise.all(tables.map(table => standIn.db.query(`select * from ${table} order by 1`)));
  return JSON.stringify(all.map(({ rows }) => rows));
}

/** Refused in Stripe's shape, told of in no log, and nothing was stored. */
async function refused(asked: Promise<{ status: number; body: Shown }>, status: number, param?: string) {
  const answer = await asked;
  expect([answer.status, answer.body.error?.param]).toEqual([status, param]);
  expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', message: expect.stringMatching(/./) });
  expect(complaints).not.toHaveBeenCalled();
  expect(await stored()).toBe(before);
}

const full: Form = { amount: 5_000, currency: 'usd' };
const long = 'x'.repeat(501);

it.each<[string, string, Form, string]>([
  ['no amount', 'payment_intents', { currency: 'usd' }, 'amount'],
  ['an amount of 0', 'payment_intents', { ...full, amount: 0 }, 'amount'],
  ['a negative amount', 'payment_intents', { ...full, amount: -5 }, 'amount'],
  ['a part of a cent', 'payment_intents', { ...full, amount: '50.5' }, 'amount'],
  ['an amount in words', 'payment_intents', { ...full, amount: 'ten' }, 'amount'],
  ['an absurd amount', 'payment_intents', { ...full, amount: '9'.repeat(400) }, 'amount'],
  ['an amount in powers of ten', 'payment_intents', { ...full, amount: '1e5' }, 'amount'],
  ['a list of amounts', 'payment_intents', { 'amount[]': 5, currency: 'usd' }, 'amount'],
  ['no currency', 'payment_intents', { amount: 5_000 }, 'currency'],
  ['no such currency', 'payment_intents', { ...full, currency: 'dollars' }, 'currency'],
  ['another way to capture', 'payment_intents', { ...full, capture_method: 'later' }, 'capture_method'],
  ['an unknown parameter', 'payment_intents', { ...full, tip: 5 }, 'tip'],
  ['metadata that is no object', 'payment_intents', { ...full, metadata: 'x' }, 'metadata'],
  ['metadata in metadata', 'payment_intents', { ...full, 'metadata[a][b]': 'x' }, 'metadata[a]'],
  ['a long value in metadata', 'payment_intents', { ...full, 'metadata[a]': long }, 'metadata[a]'],
  ['a NUL in metadata', 'payment_intents', { ...full, 'metadata[a]': 'x\0' }, 'metadata[a]'],
  ['a long description', 'payment_intents', { ...full, description: long }, 'description'],
  ['expand that is no list', 'payment_intents', { ...full, expand: 'latest_charge' }, 'expand'],
  ['no card', 'payment_intents/ID/confirm', {}, 'payment_method'],
  ['a part of 0', 'payment_intents/ID/capture', { amount_to_capture: 0 }, 'amount_to_capture'],
  ['an unknown parameter of a capture', 'payment_intents/ID/capture', { amount: 5 }, 'amount'],
  ['no such reason', 'payment_intents/ID/cancel', { cancellation_reason: 'boredom' }, 'cancellation_reason'],
  ['a refund of nothing', 'refunds', {}, 'payment_intent'],
  ['a refund of NUL', 'refunds', { payment_intent: '\0' }, 'payment_intent'],
  ['a refund for no such reason', 'refunds', { payment_intent: 'ID', reason: 'rain' }, 'reason'],
  ['an endpoint that is no URL', 'webhook_endpoints', { url: 'here', 'enabled_events[]': '*' }, 'url'],
  ['an endpoint that is not on the web', 'webhook_endpoints', { url: 'file:///etc', 'enabled_events[]': '*' }, 'url'],
  ['an endpoint without events', 'webhook_endpoints', { url: 'http://127.0.0.1:9/' }, 'enabled_events'],
])('400 for %s', async (_what, path, form, param) => {
  const named = Object.entries(form).map(([name, value]) => [name, value === 'ID' ? held.id : value] as const);
  await refused(standIn.post(path.replace('ID', held.id), Object.fromEntries(named)), 400, param);
});

it('says of a missing parameter that it is missing, and of another that it is invalid', async () => {
  const codeOf = async (form: Form) => (await standIn.post('payment_intents', form)).body.error.code;
  expect(await codeOf({ currency: 'usd' })).toBe('parameter_missing');
  expect(await codeOf({ 'amount[]': 5, currency: 'usd' })).toBe('parameter_invalid');
  expect(await codeOf({ ...full, tip: 5 })).toBe('parameter_unknown');
});

it.each([
  ['payment_intents?limit=0', 400, 'limit'],
  ['payment_intents?limit=101', 400, 'limit'],
  ['payment_intents?limit=many', 400, 'limit'],
  ['payment_intents?starting_after=pi_none', 404, 'starting_after'],
  ['payment_intents?starting_after=%00', 400, 'starting_after'],
  ['payment_intents?created[gte]=yesterday', 400, 'created[gte]'],
  ['payment_intents?created[gte]=1e300', 400, 'created[gte]'],
  ['payment_intents?created[gte]=1&created[lte]=5', 400, 'created[lte]'],
  ['payment_intents?status=canceled', 400, 'status'],
  ['payment_intents/pi_none', 404, 'intent'],
  ['payment_intents/%00', 404, 'id'],
  ['payment_intents/%ZZ', 400, undefined],
  ['charges/ch_none', 404, 'id'],
  ['refunds/re_none', 404, 'id'],
  ['events/evt_none', 404, 'id'],
  ['events?type=%00', 400, 'type'],
  ['customers', 404, undefined],
])('GET /v1/%s: %i', (path, status, param) => refused(standIn.get(`/v1/${path}`), status, param));

describe('a request that is no form, or no request', () => {
  const raw = (body: string, headers: Record<string, string> = {}, sent: Sent = {}) =>
    ask(`${standIn.url}/v1/payment_intents`, {
      ...{ method: 'POST', body },
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headersOf(sent), ...headers },
    });
  const form = 'amount=5000&currency=usd';

  it.each(['', 'Bearer', 'Digest x'])('401 for the authorization "%s"', authorization =>
    refused(raw(form, {}, { authorization }), 401),
  );
  it('413 for more than 16 kB', () => refused(raw(`${form}&description=${'x'.repeat(17_000)}`), 413));
  it('413 for a thousand and one parameters', () => refused(raw('a=1&'.repeat(1_100)), 413));
  it('400 for JSON', () => refused(raw('{"amount":5000}', { 'content-type': 'application/json' }), 400, 'amount'));
  it('400 for an encoding that nobody knows', () => refused(raw(form, { 'content-encoding': 'morse' }), 400));
  it('400 for a key that is too long', () => refused(raw(form, { 'idempotency-key': 'k'.repeat(256) }), 400));
  it('400 for brackets without an end', () => refused(raw(`${form}&${'a[b]'.repeat(60)}=1`), 400));
  it('404 for another method', () =>
    refused(ask(`${standIn.url}/v1/refunds`, { method: 'PUT', headers: headersOf({}) }), 404));
});

describe('the control port', () => {
  const post = (what: string, body: string) =>
    ask(`${standIn.url}/_control/${what}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it.each([
    ['faults', '{"rate": 2}', 400],
    ['faults', '{"rate": 1, "kinds": ["boom"]}', 400],
    ['faults', '{"rate": 1, "luck": 1}', 400],
    ['faults', '{"rate": ', 400],
    ['clock', '{"advanceMs": -1}', 400],
    ['clock', '{"advanceMs": 1e99}', 400],
    ['down', '{}', 400],
    ['slow', '{"ms": "long"}', 400],
    ['webhooks', '{"off": "yes"}', 400],
    ['webhooks', '[]', 400],
    ['settle', 'null', 400],
    ['action', '{"payment_intent": "pi_none"}', 404],
    ['action', '{"payment_intent": "\\u0000"}', 400],
    ['weather', '{}', 404],
  ])('refuses %s %s', async (what, body, status) => {
    const answer = await post(what, body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      expect.stringMatching('problem.json'),
    ]);
    expect(JSON.parse(answer.text)).toMatchObject({ status, type: expect.any(String), detail: expect.any(String) });
    expect(complaints).not.toHaveBeenCalled();
    expect(await stored()).toBe(before);
  });

  it('refuses more than 16 kB', async () => {
    expect((await post('action', `{"payment_intent": "${'x'.repeat(17_000)}"}`)).status).toBe(413);
  });

  it.each(['after=-1', 'after=1e99', 'limit=0', 'limit=1001', 'from=5'])('refuses /ledger?%s', async query => {
    expect((await standIn.get(`/ledger?${query}`)).status).toBe(400);
  });
});
