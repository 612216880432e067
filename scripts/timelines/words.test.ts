import { expect, it } from 'vitest';
import { pathInWords, pathOfAll, saidInWords, settingsOf, summaryOf } from './words.ts';

it.each([
  [201, '{"orderId":"x","status":"PENDING"}', '201 PENDING', 'PENDING'],
  [202, '{"state":"WAITING","position":3}', '202 WAITING position 3', 'WAITING'],
  [200, '{"state":"ADMITTED","position":0}', '200 ADMITTED', 'ADMITTED'],
  [200, '{"open":false,"capacity":2}', '200 closed', ''],
  [200, '{"status":"CONFIRMED","tickets":[{},{}]}', '200 CONFIRMED 2 tickets', 'CONFIRMED'],
  [409, '{"type":"https://x.example/problems/seat-taken"}', '409 seat-taken', 'seat-taken'],
  [503, '{"type":"unavailable"}', '503 unavailable', 'unavailable'],
  [204, '', '204', ''],
  [200, '[1]', '200', ''],
  [200, '<html>', '200', ''],
])('says of an answer %i %s: %s', (status, body, text, state) => {
  expect(summaryOf(status, body)).toEqual({ text, state });
});

it.each([
  ['/api/events/on-sale-1/waiting-room/ada', 'waiting-room/ada'],
  ['/api/events/E1', 'events/E1'],
  ['/api/orders/3f2b8c1e-0000-4000-8000-1234567890ab/payment', 'orders/…/payment'],
  ['/', '/'],
  ['/api/%zz', '%zz'], // nobody need ask well
])('calls %s %s', (path, words) => {
  expect(pathInWords(path)).toBe(words);
});

it('has one path for several', () => {
  expect(pathOfAll(['a/b/c', 'a/x/c'])).toBe('a/…/c');
  expect(pathOfAll(['a/b'])).toBe('a/b');
});

it('says what was printed without colours, ids, ports and what is too long, and JSON so that it can be broken', () => {
  expect(saidInWords('\u001b[32mok\u001b[0m  at http://127.0.0.1:3101/x')).toBe('ok at http://127.0.0.1/x');
  expect(saidInWords('{"a":1,"b":"on-1234567"}')).toBe('{a: 1, b: on-…}');
  expect(saidInWords('x'.repeat(200))).toHaveLength(110);
});

it('takes the settings of a command, without secrets and ports', () => {
  expect(settingsOf("OPERATOR_TOKEN=let-me-in BREAK='after capture' ./run.sh")).toBe("BREAK='after capture'");
  expect(settingsOf('PORT=$((PORT + 10)) LEASE_MS=5 ALLOW_UNSAFE=1 ./run.sh')).toBe('LEASE_MS=5');
  expect(settingsOf('./run.sh')).toBe('');
});
