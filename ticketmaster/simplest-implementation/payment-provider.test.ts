import { expect, it } from 'vitest';
import { cardOf, standInProvider } from './payment-provider.ts';

it.each([
  ['tok_ok', 'APPROVED'],
  ['tok_declined', 'DECLINED'],
  ['tok_unheard_of', 'DECLINED'],
  ['tok_timeout', 'TIMED_OUT'],
])('decides that %s is %s', async (token, decision) => {
  expect(await standInProvider(1).decide(token)).toBe(decision);
});

it('knows a card again without keeping its token', () => {
  expect(cardOf('tok_ok')).toBe(cardOf('tok_ok'));
  expect(cardOf('tok_ok')).not.toBe(cardOf('tok_declined'));
  expect(cardOf('tok_ok')).not.toContain('tok_ok');
});
