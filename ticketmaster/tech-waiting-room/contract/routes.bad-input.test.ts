// Whatever is wrong with a request is named, and nothing of it comes to the ledger: a malformed join takes no number.
import { afterAll, afterEach, expect, it } from 'vitest';
import { OPERATOR, serveRoom } from './routes.fixture.ts';

const { call, calls, close } = await serveRoom();
afterAll(close);
afterEach(() => expect(calls).toEqual([]));

const refusal = (status: number, type: string) => ({
  status,
  contentType: 'application/problem+json; charset=utf-8',
  body: expect.objectContaining({ status, type, retryable: false, detail: expect.stringMatching(/./) }),
});

it.each([
  ['too long', 'x'.repeat(65)],
  ['endless', 'x'.repeat(10_000)],
  ['two words', 'ada%20bob'],
  ['parted by a slash', 'ada%2Fbob'],
  ['parted by a backslash', 'ada%5Cbob'],
  ['made of dots', '...'],
  ['ended by a zero byte', 'ada%00'],
  ['ended by a line end', 'ada%0A'],
  ['in braces, which mean something to a cluster of Redis', '%7Bada%7D'],
  ['parted by a colon, as the keys of the ledger are', 'ada:bob'],
  ['written with an umlaut', '%C3%A4da'],
  ['a ticket', '%F0%9F%8E%AB'],
  ['a digit, and not an ASCII one', '%D9%A1'],
])('refuses an id that is %s', async (_what, id) => {
  const visitor = expect.objectContaining({ errors: [expect.objectContaining({ field: 'visitorId' })] });
  for (const [method, path] of [
    ['POST', `E4/waiting-room/${id}`],
    ['GET', `E4/waiting-room/${id}`],
    ['DELETE', `E4/waiting-room/${id}`],
    ['POST', `E4/waiting-room/${id}/done`],
  ] as const) {
    const answer = await call(method, path);
    expect(answer).toEqual(refusal(400, 'invalid-request'));
    expect(answer.body).toEqual(visitor);
  }
  for (const [method, path] of [
    ['POST', `${id}/waiting-room/ada`],
    ['GET', `${id}/waiting-room`],
    ['GET', `${id}/seats`],
  ] as const)
    expect(await call(method, path)).toEqual(refusal(400, 'invalid-request'));
  const authorization = `Bearer ${OPERATOR}`;
  expect(await call('PUT', `${id}/waiting-room`, { authorization, body: { capacity: 1 } })).toEqual(
    refusal(400, 'invalid-request'),
  );
});

it.each([
  ['missing', null],
  ['guessed in no time', 'x'.repeat(15)],
  ['endless', 'x'.repeat(256)],
  ['of two words', 'the key of ada is it'],
])('refuses a join whose key is %s', async (_what, key) => {
  const answer = await call('POST', 'E4/waiting-room/ada', { 'idempotency-key': key });
  expect(answer).toEqual(refusal(400, 'invalid-request'));
  expect(answer.body).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
});

it.each([
  ['an empty visitor', 'POST', 'E4/waiting-room/', 404, 'not-found'],
  ['an empty event', 'POST', '/waiting-room/ada', 404, 'not-found'],
  ['a room that somebody would delete', 'DELETE', 'E4/waiting-room', 404, 'not-found'],
  ['a slash too many', 'POST', 'E4/waiting-room/ada/bob', 404, 'not-found'],
  ['a path that cannot be decoded', 'POST', 'E4/waiting-room/%zz', 400, 'bad-request'],
  ['half a character', 'POST', 'E4/waiting-room/%C3', 400, 'bad-request'],
])('knows nothing of %s: %s %s', async (_what, method, path, status, type) => {
  expect(await call(method, path)).toEqual(refusal(status, type));
});

it.each([
  ['an empty object', {}, 'body'],
  ['a list', [], 'body'],
  ['a list of settings', [{ capacity: 1 }], 'body'],
  ['an unknown field', { capacity: 1, price: 2 }, 'price'],
  ['a prototype', '{"__proto__":{"capacity":1}}', '__proto__'],
  ['a number as text', { capacity: '5' }, 'capacity'],
  ['a number that is null', { capacity: null }, 'capacity'],
  ['half a visitor', { capacity: 1.5 }, 'capacity'],
  ['a negative capacity', { capacity: -1 }, 'capacity'],
  ['a capacity beyond all halls', { capacity: 1_000_001 }, 'capacity'],
  ['a number that is no longer one', '{"capacity":1e400}', 'capacity'],
  ['nobody each second', { admitPerSecond: 0 }, 'admitPerSecond'],
  ['an absurd rate', { admitPerSecond: 100_001 }, 'admitPerSecond'],
  ['an admission of no time', { admissionSeconds: 0 }, 'admissionSeconds'],
  ['an admission of more than a day', { admissionSeconds: 86_401 }, 'admissionSeconds'],
  ['a no-show at once', { noShowSeconds: 0 }, 'noShowSeconds'],
  ['a no-show after more than an hour', { noShowSeconds: 3_601 }, 'noShowSeconds'],
  ['a door that is one', { open: 1 }, 'open'],
  ['a door that is a text', { open: 'false' }, 'open'],
  ['a drain that is a number', { draining: 1 }, 'draining'],
  ['one right and one wrong', { capacity: 5, open: 'yes' }, 'open'],
])('refuses settings that are %s', async (_what, body, field) => {
  const answer = await call('PUT', 'E4/waiting-room', { authorization: `Bearer ${OPERATOR}`, body });
  expect(answer).toEqual(refusal(400, 'invalid-request'));
  const fields = (answer.body.errors as { field: string }[]).map(error => error.field);
  expect(fields).toEqual(expect.arrayContaining([field]));
});

it.each([
  ['no JSON', 'capacity=5', {}, 400, 'invalid-request'],
  ['half of JSON', '{"capacity":', {}, 400, 'invalid-request'],
  ['a text', '"5"', {}, 400, 'invalid-request'],
  ['null', 'null', {}, 400, 'invalid-request'],
  ['nothing', undefined, {}, 400, 'invalid-request'],
  ['not said to be JSON', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
  ['of an unknown encoding', '{}', { 'content-encoding': 'rot13' }, 415, 'encoding-unsupported'],
  ['of an unknown charset', '{}', { 'content-type': 'application/json; charset=klingon' }, 415, 'charset-unsupported'],
  ['not as compressed as it says', '{}', { 'content-encoding': 'gzip' }, 400, 'bad-request'],
  ['of 2 MB', JSON.stringify({ capacity: 1, more: 'x'.repeat(2_000_000) }), {}, 413, 'too-large'],
  ['of a thousand levels', `${'['.repeat(8_000)}${']'.repeat(8_000)}`, {}, 400, 'invalid-request'],
])('refuses a body that is %s', async (_what, body, headers, status, type) => {
  const answer = await call('PUT', 'E4/waiting-room', { authorization: `Bearer ${OPERATOR}`, body, ...headers });
  expect(answer).toEqual(refusal(status, type));
});

const forms = [
  ['missing', undefined],
  ['empty', ''],
  ['a name without a token', 'Bearer'],
  ['two tokens', `Bearer ${OPERATOR} ${OPERATOR}`],
  ['of another scheme', `Basic ${OPERATOR}`],
  ['without a scheme', OPERATOR],
  ['endless', `Bearer ${'x'.repeat(5_000)}`],
] as const;

it.each(forms)('answers 401 where authorization is %s', async (_what, authorization) => {
  const headers = authorization === undefined ? {} : { authorization };
  expect(await call('PUT', 'E4/waiting-room', { ...headers, body: { capacity: 1 } })).toEqual(
    refusal(401, 'operator-only'),
  );
  expect(await call('GET', 'E4/seats', headers)).toEqual(refusal(401, 'admission-required'));
});

it.each(['x', `${OPERATOR}x`, OPERATOR.slice(1), OPERATOR.toUpperCase(), 'a.b.c'])(
  'answers 403 for the token %s, of no operator and no visitor',
  async token => {
    const authorization = `Bearer ${token}`;
    expect(await call('PUT', 'E4/waiting-room', { authorization, body: { capacity: 1 } })).toEqual(
      refusal(403, 'operator-only'),
    );
    expect(await call('GET', 'E4/seats', { authorization })).toEqual(refusal(403, 'not-admitted'));
  },
);

it('answers 403 for everybody where the server was started without an OPERATOR_TOKEN', async () => {
  const room = await serveRoom({ operatorToken: '' });
  const given = { authorization: 'Bearer x', body: { capacity: 1 } };
  expect(await room.call('PUT', 'E4/waiting-room', given)).toEqual(refusal(403, 'operator-only'));
  expect(room.calls).toEqual([]);
  await room.close();
});
