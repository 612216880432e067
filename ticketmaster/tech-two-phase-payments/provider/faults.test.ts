import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Form, openStandIn, type StandIn, visa, wish } from './provider.fixture.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await openStandIn();
  await standIn.control('slow', { ms: 150 });
});
afterAll(() => standIn.close());

const seen = ({ status, torn, headers }: Answer) =>
  torn ? 'torn' : `${status}${headers.get('idempotent-replayed') ? ' replayed' : ''}`;

/** What the client sees, whether it was done by then, and what the same request with the same key is answered afterwards. */
const outcomes = {
  request_lost: { sees: '0', done: false, again: '200' },
  answer_lost: { sees: '0', done: true, again: '200 replayed' },
  half_answer: { sees: 'torn', done: true, again: '200 replayed' },
  error_done: { sees: '500', done: true, again: '500 replayed' },
  error_not_done: { sees: '500', done: false, again: '500 replayed' },
  slow: { sees: '200', done: true, again: '200 replayed' },
  unavailable: { sees: '503', done: false, again: '200' },
  rate_limited: { sees: '429', done: false, again: '200' },
  in_flight: { sees: '409', done: false, again: '200' },
} as const;
const kinds = Object.keys(outcomes) as (keyof typeof outcomes)[];

/** The call of each step, what it is ready for, and what the ledger has then. */
const steps: Record<
  string,
  { ready(fault: Form): Promise<{ id: string }>; before: string; after: string; movements: string[] }
> = {
  confirm: {
    ready: fault => standIn.created(fault),
    ...{ before: 'requires_payment_method', after: 'requires_capture', movements: ['authorized 5000'] },
  },
  capture: {
    ready: fault => standIn.held(fault),
    ...{ before: 'requires_capture', after: 'succeeded', movements: ['captured 5000'] },
  },
  cancel: {
    ready: fault => standIn.held(fault),
    ...{ before: 'requires_capture', after: 'canceled', movements: ['released 5000'] },
  },
  refund: {
    ready: fault => standIn.taken(fault),
    ...{ before: 'succeeded', after: 'succeeded', movements: ['refunded 5000'] },
  },
};
const each = Object.keys(steps).flatMap(step => kinds.map(kind => [kind, step] as const));

it.each(each)('%s at %s: what is seen, what is done, and what the key answers', async (kind, step) => {
  const { ready, before, after, movements } = steps[step]!;
  const { sees, done, again } = outcomes[kind];
  const { id } = await ready({ 'metadata[fault]': `${step}:${kind}` });
  const [earlier, key] = [await standIn.ledger(id), unique('key')];
  const call = () => {
    if (step === 'refund') return standIn.post('refunds', { payment_intent: id }, { key });
    return standIn.at(id, step, step === 'confirm' ? visa : {}, { key });
  };

  expect(seen(await call())).toBe(sees);
  expect((await standIn.intent(id)).status).toBe(done ? after : before);
  expect(await standIn.ledger(id)).toEqual([...earlier, ...(done ? movements : [])]);

  expect(seen(await call())).toBe(again);
  const atLast = done || again === '200';
  expect((await standIn.intent(id)).status).toBe(atLast ? after : before);
  expect(await standIn.ledger(id)).toEqual([...earlier, ...(atLast ? movements : [])]);
});

it.each(kinds)('%s at create: what is seen, and how many there are', async kind => {
  const [key, order] = [unique('key'), unique('order')];
  const { sees, done, again } = outcomes[kind];
  const form = { ...wish, 'metadata[fault]': `create:${kind}`, 'metadata[order_id]': order };
  const create = () => standIn.post('payment_intents', form, { key });
  const count = async () => {
    const text = `select count(*)::int as n from intent where metadata->>'order_id' = $1`;
    return (await standIn.db.query<{ n: number }>(text, [order])).rows[0]!.n;
  };
  expect(seen(await create())).toBe(sees);
  expect(await count()).toBe(done ? 1 : 0);
  expect(seen(await create())).toBe(again);
  expect(await count()).toBe(done || again === '200' ? 1 : 0);
});

it.each([
  ['request_lost', '0'],
  ['answer_lost', '0'],
  ['slow', '200'],
  ['unavailable', '503'],
])('%s at retrieve: the next one is answered', async (kind, sees) => {
  const { id } = await standIn.created({ 'metadata[fault]': `retrieve:${kind}` });
  const started = performance.now();
  expect(seen(await standIn.get(`/v1/payment_intents/${id}`))).toBe(sees);
  if (kind === 'slow') expect(performance.now() - started).toBeGreaterThan(140);
  expect(seen(await standIn.get(`/v1/payment_intents/${id}`))).toBe('200');
});

it('does a slow request although whoever asked has gone', async () => {
  const { id } = await standIn.created({ 'metadata[fault]': 'confirm:slow' });
  const signal = AbortSignal.timeout(50);
  const options = { method: 'POST', headers: { authorization: 'Bearer sk_test_lab' }, signal };
  const asked = fetch(`${standIn.url}/v1/payment_intents/${id}/confirm`, {
    ...options,
    body: new URLSearchParams({ payment_method: 'pm_card_visa' }),
  });
  await expect(asked).rejects.toThrow('timeout');
  expect((await standIn.intent(id)).status).toBe('requires_payment_method');
  await expect.poll(async () => (await standIn.intent(id)).status).toBe('requires_capture');
});

it('spoils as many calls as `*times` says, in the order in which faults are named', async () => {
  const fault = 'capture:unavailable*2, capture:rate_limited';
  const { id } = await standIn.held({ 'metadata[fault]': fault });
  const answers: string[] = [];
  for (let i = 0; i < 4; i++) answers.push(seen(await standIn.at(id, 'capture')));
  expect(answers).toEqual(['503', '503', '429', '200']);
});

it('leaves every call but a capture as it is where `async` is planted for it', async () => {
  const { id } = await standIn.created({ 'metadata[fault]': 'confirm:async, cancel:async_fails' });
  expect((await standIn.at(id, 'confirm', visa)).body.status).toBe('requires_capture');
  expect((await standIn.at(id, 'cancel')).body.status).toBe('canceled');
});

describe('a provider that was opened again', () => {
  it('still spoils what was planted, and no more than that', async () => {
    const other = await openStandIn();
    const { id } = await other.held({ 'metadata[fault]': 'capture:unavailable*2' });
    expect(seen(await other.at(id, 'capture'))).toBe('503');
    const reopened = await other.again();
    expect(seen(await reopened.at(id, 'capture'))).toBe('503');
    expect(seen(await reopened.at(id, 'capture'))).toBe('200');
    await other.close();
  });

  it('still has what the control port has set', async () => {
    const other = await openStandIn();
    await other.control('slow', { ms: 77 });
    await other.control('faults', { seed: 5, rate: 1, kinds: ['unavailable'] });
    const reopened = await other.again();
    expect(seen(await reopened.post('payment_intents', wish))).toBe('503');
    await other.close();
  });
});

describe('a seeded plan', () => {
  const draws = async (one: StandIn, seed: number, rate: number) => {
    const asked = await one.again();
    await asked.control('faults', { seed, rate, kinds: ['unavailable', 'rate_limited', 'in_flight', 'answer_lost'] });
    const answers: string[] = [];
    for (let i = 0; i < 30; i++)
      answers.push(seen(await asked.post('payment_intents', wish, { key: `${rate}-${i % 15}` })));
    return answers.map(answer => answer.replace(' replayed', ''));
  };

  it('draws the same for the same seed and requests, other things for another seed, and a retry is another draw', async () => {
    const one = await openStandIn();
    const drawn = await draws(one, 1, 0.5);
    expect(await draws(one, 1, 0.5)).toEqual(drawn);
    expect(await draws(one, 2, 0.5)).not.toEqual(drawn);
    expect(drawn.slice(15)).not.toEqual(drawn.slice(0, 15));
    const spoilt = drawn.filter(answer => answer !== '200').length;
    expect(spoilt).toBeGreaterThan(5);
    expect(spoilt).toBeLessThan(25);
    await one.close();
  });

  it('draws nothing where the rate is 0', async () => {
    const one = await openStandIn();
    expect(new Set(await draws(one, 1, 0))).toEqual(new Set(['200']));
    await one.close();
  });
});

it.each([
  'capture',
  'capture:boom',
  'pay:slow',
  'capture:slow*0',
  'capture:slow*100',
  'capture:slow capture:slow',
  ',',
  'a:b:c',
])('refuses the fault "%s", and names it', async fault => {
  const { status, body } = await standIn.post('payment_intents', { ...wish, 'metadata[fault]': fault });
  expect([status, body.error.type, body.error.param]).toEqual([400, 'invalid_request_error', 'metadata[fault]']);
});
