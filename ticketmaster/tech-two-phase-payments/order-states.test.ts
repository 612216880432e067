import { describe, expect, it } from 'vitest';
import {
  isCall,
  isFinal,
  type MoneyState,
  moneyStateOf,
  moneyStates,
  next,
  type OrderStatus,
  orderStatuses,
} from './order-states.ts';

const cells = orderStatuses.flatMap(order => moneyStates.map(money => [order, money] as const));
const show = (order: OrderStatus, money: MoneyState) => {
  const step = next(order, money);
  return typeof step === 'string' ? step : `→ ${step.to}`;
};

// Each cell, written out once more by hand: a slip in the table is seen here.
const expected: Record<OrderStatus, string> = {
  //               none     open      action   processing held          taken          returned          ended
  RESERVED:
    '      create | wait    | wait   | wait     | → AUTHORIZED | → AUTHORIZED | → PAYMENT_FAILED | → PAYMENT_FAILED',
  AUTHORIZING:
    '   create | confirm | wait   | wait     | → AUTHORIZED | → AUTHORIZED | → PAYMENT_FAILED | → PAYMENT_FAILED',
  AUTHORIZED:
    '    wait   | wait    | wait   | wait     | issue        | issue        | → PAYMENT_FAILED | → PAYMENT_FAILED',
  ISSUED:
    '        wait   | → PAYMENT_FAILED | wait | wait | capture   | → CONFIRMED  | → PAYMENT_FAILED | → PAYMENT_FAILED',
  CONFIRMED: '     wait   | wait    | wait   | wait     | wait         | rest         | rest             | wait',
  VOIDING: '       end    | cancel  | cancel | wait     | cancel       | → REFUNDING  | end              | end',
  REFUNDING: '     wait   | wait    | wait   | wait     | → VOIDING    | refund       | end              | end',
  CANCELLED: '     rest   | rest    | rest   | → VOIDING | → VOIDING   | → REFUNDING  | rest             | rest',
  EXPIRED: '       rest   | rest    | rest   | → VOIDING | → VOIDING   | → REFUNDING  | rest             | rest',
  PAYMENT_FAILED: 'rest   | rest    | rest   | → VOIDING | → VOIDING   | → REFUNDING  | rest             | rest',
  REFUNDED: '      rest   | rest    | rest   | → VOIDING | → VOIDING   | → REFUNDING  | rest             | rest',
};

describe('the table of order and money', () => {
  it.each(cells)('%s with money that is %s', (order, money) => {
    const row = expected[order].split('|').map(cell => cell.trim());
    expect(show(order, money)).toBe(row[moneyStates.indexOf(money)]);
  });

  it('takes money only for tickets that are issued', () => {
    const capturing = cells.filter(([order, money]) => next(order, money) === 'capture');
    expect(capturing).toEqual([['ISSUED', 'held']]);
  });

  it('asks the card only for who has asked to pay', () => {
    expect(cells.filter(([order, money]) => next(order, money) === 'confirm')).toEqual([['AUTHORIZING', 'open']]);
  });

  it('never leaves money with an order that ended without a sale', () => {
    for (const order of orderStatuses.filter(status => isFinal(status) && status !== 'CONFIRMED'))
      for (const money of ['held', 'taken', 'processing'] as const)
        expect(['rest', 'wait']).not.toContain(next(order, money));
  });

  it('brings every order to an end, whatever the money does in between', () => {
    const after = { create: 'open', confirm: 'held', capture: 'taken', cancel: 'ended', refund: 'returned' } as const;
    for (let [order, money] of cells) {
      let steps = 0;
      for (; steps < 12; steps++) {
        const step = next(order, money);
        if (step === 'rest' || step === 'wait') break;
        if (isCall(step)) money = after[step];
        else if (step === 'issue') order = 'ISSUED';
        else if (step === 'end') order = 'CANCELLED';
        else order = step.to;
      }
      expect(steps).toBeLessThan(12);
    }
  });
});

it.each<[string, number, number, number, MoneyState]>([
  ['requires_payment_method', 0, 0, 0, 'open'],
  ['requires_confirmation', 0, 0, 0, 'open'],
  ['requires_action', 0, 0, 0, 'action'],
  ['processing', 0, 0, 0, 'processing'],
  ['requires_capture', 0, 0, 0, 'held'],
  ['canceled', 0, 0, 0, 'ended'],
  ['succeeded', 5_000, 0, 0, 'taken'],
  ['succeeded', 5_000, 0, 5_000, 'taken'],
  ['succeeded', 5_000, 2_000, 5_000, 'taken'],
  ['succeeded', 5_000, 5_000, 5_000, 'returned'],
  ['succeeded', 5_000, 2_000, 2_000, 'returned'],
])('%s, received %i, refunded %i of the %i that go back: %s', (status, received, refunded, toRefund, state) => {
  expect(moneyStateOf({ status, received, refunded }, toRefund)).toBe(state);
});

it('refuses a status that nobody knows', () => {
  expect(() => moneyStateOf({ status: 'frozen', received: 0, refunded: 0 }, 0)).toThrow('frozen');
  expect(moneyStateOf(undefined, 0)).toBe('none');
});
