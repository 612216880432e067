import { afterEach, expect, it, vi } from 'vitest';
import { env } from './env.ts';

afterEach(() => vi.unstubAllEnvs());

it('reads texts and whole numbers, and falls back where nothing is set', () => {
  vi.stubEnv('PORT', '3600');
  expect([env.count('PORT', 1), env.count('NOT_SET', 7), env.text('NOT_SET', 'x')]).toEqual([3600, 7, 'x']);
});

it.each(['-1', '3.5', 'many', '1e99'])('stops the start when a number is %s', value => {
  vi.stubEnv('PORT', value);
  expect(() => env.count('PORT', 1)).toThrow(`PORT must be a whole number, got '${value}'`);
});

it('names the text that is missing', () => {
  expect(() => env.text('NOT_SET')).toThrow('NOT_SET is not set');
});
