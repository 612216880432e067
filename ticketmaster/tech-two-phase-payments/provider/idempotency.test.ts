import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, DAY_MS, openStandIn, type StandIn, visa, wish } from './provider.fixture.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await openStandIn();
});
afterAll(() => standIn.close());

const create = (more: Record<string, string | number>, key: string, authorization?: string) =>
  standIn.post('payment_intents', { ...wish, ...more }, { key, ...(authorization !== undefined && { authorization }) });
const countOf = async () => (await standIn.db.query<{ n: number }>('select count(*)::int as n from intent')).rows[0]!.n;
const replayed = ({ headers }: Answer) => headers.get('idempotent-replayed');

describe('the same request with the same key', () => {
  it('is answered the same, says that it is a replay, and is done once', async () => {
    const [key, before] = [unique('key'), await countOf()];
    const first = await create({}, key);
    const second = await create({}, key);
    expect([first.status, replayed(first)]).toEqual([200, null]);
    expect([second.status, second.text, replayed(second)]).toEqual([200, first.text, 'true']);
    expect(second.headers.get('idempotency-key')).toBe(key);
    expect(second.headers.get('request-id')).toMatch(/^req_/);
    expect(await countOf()).toBe(before + 1);
  });

  it('is declined again with the same words, and asks the bank once', async () => {
    const [{ id }, key] = [await standIn.created(), unique('key')];
    const declined = { payment_method: 'pm_card_visa_chargeDeclined' };
    const first = await standIn.at(id, 'confirm', declined, { key });
    const second = await standIn.at(id, 'confirm', declined, { key });
    expect([first.status, replayed(first)]).toEqual([402, null]);
    expect([second.status, second.text, replayed(second)]).toEqual([402, first.text, 'true']);
    const failed = await standIn.events('payment_intent.payment_failed');
    expect(failed.filter(({ request }) => request.idempotency_key === key)).toHaveLength(1);
  });

  it.each([
    ['error_done', 'requires_capture'],
    ['error_not_done', 'requires_payment_method'],
  ])('is answered 500 again after %s, and stays %s', async (fault, status) => {
    const [{ id }, key] = [await standIn.created({ 'metadata[fault]': `confirm:${fault}` }), unique('key')];
    const first = await standIn.at(id, 'confirm', visa, { key });
    const second = await standIn.at(id, 'confirm', visa, { key });
    expect([first.status, first.body.error.type, replayed(first)]).toEqual([500, 'api_error', null]);
    expect([second.status, second.text, replayed(second)]).toEqual([500, first.text, 'true']);
    expect((await standIn.intent(id)).status).toBe(status);
  });
});

describe('another request with a key that was used', () => {
  it('is refused where its parameters are others', async () => {
    const [key, before] = [unique('key'), await countOf()];
    await create({}, key);
    const { status, body } = await create({ amount: 6_000 }, key);
    expect([status, body.error.type]).toEqual([400, 'idempotency_error']);
    expect(await countOf()).toBe(before + 1);
  });

  it('is refused where it goes to another path', async () => {
    const [{ id }, key] = [await standIn.held(), unique('key')];
    expect((await standIn.at(id, 'capture', {}, { key })).status).toBe(200);
    const { status, body } = await standIn.at(id, 'cancel', {}, { key });
    expect(status).toBe(400);
    expect(body.error.type).toBe('idempotency_error');
    expect((await standIn.intent(id)).status).toBe('succeeded');
  });

  it('is refused where it names another payment', async () => {
    const [ada, bob, key] = [await standIn.held(), await standIn.held(), unique('key')];
    await standIn.at(ada.id, 'cancel', {}, { key });
    expect((await standIn.at(bob.id, 'cancel', {}, { key })).body.error.type).toBe('idempotency_error');
    expect((await standIn.intent(bob.id)).status).toBe('requires_capture');
  });
});

it('does one of twenty that come at once; the others are replays, or told that it is in use', async () => {
  const [{ id }, key] = [await standIn.held(), unique('key')];
  const answers = await Promise.all(Array.from({ length: 20 }, () => standIn.at(id, 'capture', {}, { key })));
  const kindOf = (one: Answer) => (one.status === 409 ? one.body.error.code : `${one.status} ${replayed(one)}`);
  const kinds = answers.map(kindOf);
  expect(kinds.filter(kind => kind === '200 null')).toHaveLength(1);
  expect(new Set(kinds).difference(new Set(['200 null', '200 true', 'idempotency_key_in_use']))).toEqual(new Set());
  expect(new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text)).size).toBe(1);
  expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 5000']);
});

it('knows a key after it was opened again', async () => {
  const other = await openStandIn();
  const first = await other.post('payment_intents', wish, { key: 'ada-1' });
  const reopened = await other.again();
  const second = await reopened.post('payment_intents', wish, { key: 'ada-1' });
  expect([second.text, replayed(second)]).toEqual([first.text, 'true']);
  await other.close();
});

it('forgets a key when it is a day old by its own clock, not before', async () => {
  const other = await openStandIn();
  const post = () => other.post('payment_intents', wish, { key: 'ada-1' });
  const first = await post();
  await other.control('clock', { advanceMs: DAY_MS - 60_000 });
  expect((await post()).body.id).toBe(first.body.id);
  await other.control('clock', { advanceMs: 60_000 });
  const later = await post();
  expect([later.status, replayed(later)]).toEqual([200, null]);
  expect(later.body.id).not.toBe(first.body.id);
  expect((await post()).body.id).toBe(later.body.id);
  await other.close();
});

describe('is not kept with the key:', () => {
  it('a form that is wrong', async () => {
    const key = unique('key');
    expect((await create({ amount: 0 }, key)).status).toBe(400);
    expect((await create({}, key)).status).toBe(200);
  });

  it('a request without an API key', async () => {
    const key = unique('key');
    expect((await create({}, key, '')).status).toBe(401);
    expect((await create({}, key)).status).toBe(200);
  });

  it.each([
    ['in_flight', 409, 'idempotency_key_in_use'],
    ['rate_limited', 429, 'rate_limit'],
    ['unavailable', 503, undefined],
  ])('%s', async (fault, status, code) => {
    const [{ id }, key] = [await standIn.created({ 'metadata[fault]': `confirm:${fault}` }), unique('key')];
    const first = await standIn.at(id, 'confirm', visa, { key });
    expect([first.status, first.body.error.code]).toEqual([status, code]);
    const second = await standIn.at(id, 'confirm', visa, { key });
    expect([second.status, replayed(second)]).toEqual([200, null]);
  });
});

it('does every request that brings no key', async () => {
  const [ada, bob] = [await standIn.created(), await standIn.created()];
  expect(ada.id).not.toBe(bob.id);
});
