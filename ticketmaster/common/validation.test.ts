import type { Request } from 'express';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { idempotencyKey } from './idempotency.ts';
import { Problem } from './problem.ts';
import { valid, validBody } from './validation.ts';

const schema = z.strictObject({ userId: z.string(), seatIds: z.array(z.string()).min(1) });

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('expected a Problem');
}

it('answers what is right', () => {
  expect(valid(schema, { userId: 'ada', seatIds: ['A-1'] })).toEqual({ userId: 'ada', seatIds: ['A-1'] });
});

it.each([
  ['a wrong type', { userId: 'ada', seatIds: ['A-1', 7] }, 'seatIds[1]'],
  ['a missing field', { seatIds: ['A-1'] }, 'userId'],
  ['an unknown field', { userId: 'ada', seatIds: ['A-1'], admin: true }, 'admin'],
  ['no object at all', [], 'body'],
])('names the field of %s', (_what, input, field) => {
  const { status, more } = problemOf(() => valid(schema, input));
  expect(status).toBe(400);
  expect((more.errors as { field: string }[]).map(error => error.field)).toEqual([field]);
});

it('asks for JSON where a body is missing', () => {
  expect(problemOf(() => validBody(schema, {} as Request)).status).toBe(415);
});

const withKey = (key?: string) => ({ get: () => key }) as unknown as Request;

it.each(['k', '5f0c-1', '!'.repeat(255)])('takes the idempotency key %s', key => {
  expect(idempotencyKey(withKey(key))).toBe(key);
});

it.each([undefined, '', 'two words', 'ü', 'x'.repeat(256)])('refuses the idempotency key %s', key => {
  expect(problemOf(() => idempotencyKey(withKey(key))).message).toContain('Idempotency-Key');
});
