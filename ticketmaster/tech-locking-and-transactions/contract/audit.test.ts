import { expect, it } from 'vitest';
import { auditOf, faultsIn, type Stored } from './audit.ts';

const [ada, bob] = ['ada', 'bob'];
const right: Stored = {
  priceCents: 100,
  seats: [
    { seatId: 'A', orderId: ada },
    { seatId: 'B', orderId: ada },
    { seatId: 'C', orderId: null },
  ],
  tickets: [
    { ticketId: '1', seatId: 'A', orderId: ada },
    { ticketId: '2', seatId: 'B', orderId: ada },
  ],
  captures: [{ orderId: ada, cents: 200 }],
  open: 0,
};

it('finds nothing in books that balance', () => {
  const audit = auditOf(right);
  expect(audit).toMatchObject({ seats: 3, sold: 2, tickets: 2, capturedCents: 200 });
  expect(faultsIn(audit)).toEqual([]);
});

it.each([
  [
    'a seat with two tickets',
    {
      tickets: [...right.tickets, { ticketId: '3', seatId: 'A', orderId: bob }],
      captures: [...right.captures, { orderId: bob, cents: 100 }],
    },
    ['soldTwice 1'],
  ],
  ['money without a ticket', { captures: [...right.captures, { orderId: bob, cents: 100 }] }, ['paidWithoutTicket 1']],
  ['too much money', { captures: [{ orderId: ada, cents: 300 }] }, ['paidWithoutTicket 1']],
  ['money taken twice', { captures: [...right.captures, ...right.captures] }, ['paidWithoutTicket 1']],
  ['tickets without money', { captures: [] }, ['ticketWithoutPayment 2']],
  ['an order that nobody has ended', { open: 1 }, ['inDoubt 1']],
  [
    'a seat held for an order without a ticket',
    { seats: [...right.seats, { seatId: 'D', orderId: bob }] },
    ['inDoubt 1'],
  ],
  [
    'a seat written for another than its ticket',
    { seats: [{ seatId: 'A', orderId: bob }, ...right.seats.slice(1)] },
    ['inDoubt 1'],
  ],
])('finds %s', (_what, change: Partial<Stored>, faults) => {
  expect(faultsIn(auditOf({ ...right, ...change }))).toEqual(faults);
});
