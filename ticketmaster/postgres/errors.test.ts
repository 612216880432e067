import { Contended, Problem } from '@ticketmaster/common/problem';
import { expect, it } from 'vitest';
import { explained } from './errors.ts';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

it.each([
  ['40P01', 'deadlock'],
  ['40001', 'conflict'],
  ['55P03', 'lock timeout'],
  ['57014', 'lock timeout'],
])('%s was rolled back: %s', (code, because) => {
  expect(explained(coded(code))).toMatchObject({ status: 503, because, retryable: true });
});

it.each([
  coded('57P01'),
  coded('53300'),
  coded('08006'),
  coded('25P03'),
  coded('ECONNREFUSED'),
  coded('', 'Connection terminated unexpectedly'),
  coded('', 'Query read timeout'),
])('%o: the database is away', error => {
  expect(explained(error)).toMatchObject({ status: 503, type: 'unavailable', retryable: true });
});

it('leaves mistakes of the code, and Problems, as they are', () => {
  for (const error of [coded('42601'), coded('23505'), new Problem(404, 'x', 'x'), new Contended('conflict')])
    expect(explained(error)).toBe(error);
});
