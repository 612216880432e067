import { expect, it } from 'vitest';
import { parsePgbench } from './pgbench.ts';
import { audited } from './simplest/reserve.ts';

const printed = `pgbench (15.18 (Debian 15.18-0+deb12u1), server 18.4)
transaction type: /tmp/x/script.sql
query mode: prepared
number of clients: 10
number of transactions actually processed: 4797
number of failed transactions: 0 (0.000%)
latency average = 4.634 ms
initial connection time = 25.063 ms
tps = 2158.051412 (without initial connection time)
`;

it('reads how many transactions there were, and how many in a second', () => {
  expect(parsePgbench(printed)).toEqual({ perSecond: 2158.051412, transactions: 4797 });
});

it.each([
  ['a transaction failed', printed.replace('failed transactions: 0', 'failed transactions: 3')],
  ['it ended early', printed.replace(/^tps.*\n/m, '')],
])('believes nothing when %s', (_what, text) => {
  expect(() => parsePgbench(text)).toThrow('pgbench did not do its work:\npgbench (15.18');
});

it('believes only answers that the database knows of, each with a seat of its own', () => {
  expect(audited('answers 201', 1200, { orders: 1200, seats: 1200 })).toBe(
    '1,200 × answers 201, and in PostgreSQL 1,200 RESERVED orders hold 1,200 seats.',
  );
  for (const [orders, seats] of [
    [1199, 1199],
    [1201, 1201],
    [1200, 1199],
  ] as const) {
    expect(() => audited('answers 201', 1200, { orders, seats })).toThrow(/worthless: 1,200 × answers 201, but in/);
  }
});
