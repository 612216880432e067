import { expect, it } from 'vitest';
import { cellIn, dateIn, paragraphIn, priceOf } from './prices.ts';

const table =
  '| | Kafka | SQS FIFO |\n|---|---|---|\n| replay | yes | no |\n| price, us-east-1 | $460 a month | $0.50 |\n';
const lesson = '## When it grows\n\nIt scales.\n\nAs a service $1\na month.\n\n| way | $7.50 |\n\n## Files\n\n$9\n';

it('finds the price of a technology in its column', () => {
  expect(['Kafka', 'SQS FIFO', 'RabbitMQ'].map(name => cellIn(table, name))).toEqual([
    '$460 a month',
    '$0.50',
    undefined,
  ]);
  expect(cellIn(table.replace('price', 'cost'), 'Kafka')).toBe(undefined);
});

it('finds the paragraph that names a sum, and none elsewhere in the README', () => {
  expect(paragraphIn(lesson)).toBe('As a service $1 a month.');
  expect(paragraphIn(lesson.replace('$1', 'nothing'))).toBe(undefined);
});

it('finds the first date, and none in an address', () => {
  expect(dateIn('([a, explained in 2026](https://a.org/2025-pricing), read 2026-11-21)')).toBe('2026');
  expect(dateIn('$25 (March 2026, [b](https://b.org))')).toBe('March 2026');
  expect(dateIn('$5 (read 2026-11-21)')).toBe('2026-11-21');
  expect(dateIn('$2000 a month, [c](https://c.org/2026)')).toBe(undefined);
});

it('reads prices of this repo with their links, from the family or from the lesson', () => {
  const family = 'ticketmaster/tech-waiting-room';
  const kafka = priceOf('Kafka', `${family}/kafka`, family, 'ticketmaster/lab')!;
  expect(kafka.source).toBe(`${family}/README.md`);
  expect(kafka.said.markup).toMatch(/\$\d.*<a href="https:\/\/aws\.amazon\.com/);
  const locking = 'ticketmaster/tech-locking-and-transactions';
  const saga = priceOf('Saga, saga', `${locking}/saga`, locking, 'ticketmaster/lab')!;
  expect(saga.source).toBe(`${locking}/saga/README.md#when-it-grows`);
  expect(saga.said.markup).toMatch(/\$\d.*20\d\d/);
});
