import { describe, expect, it } from 'vitest';
import { audit, type Rule, rules } from './audit.ts';
import type { Evidence } from './evidence.ts';
import type { Call } from './history.ts';

const T0 = Date.parse('2027-06-18T19:00:00Z');
const iso = (ms: number) => new Date(T0 + ms).toISOString();
const taken = 'https://example.org/problems/seat-taken';

/** Ada buys A-1; Bob wants it meanwhile, is told that it is taken, and leaves. Times are ms after T0. */
function sound(): Evidence {
  const call = (userId: string, what: Call['what'], at: number, status: number, rest: Partial<Call> = {}): Call => ({
    ...{ userId, what, at: T0 + at, until: T0 + at + 10, status, told: {}, ...rest },
  });
  const inside = (at: number) => ({ state: 'ADMITTED', admissionToken: 'a token', expiresAt: iso(at + 60_000) });
  const order = { orderId: 'one', seatIds: ['A-1'] };
  const tickets = [{ ticketId: 't', seatId: 'A-1', status: 'VALID' }];
  return {
    history: [
      call('ada', 'join', 0, 202, { told: { state: 'WAITING' } }),
      call('bob', 'join', 1, 202, { told: { state: 'WAITING' } }),
      call('ada', 'poll', 1_000, 200, { told: inside(500) }),
      call('ada', 'hold', 2_000, 201, {
        key: 'k1',
        orderId: 'one',
        seatIds: ['A-1'],
        told: { ...order, status: 'RESERVED' },
      }),
      call('ada', 'hold', 2_001, 201, {
        key: 'k1',
        orderId: 'one',
        seatIds: ['A-1'],
        told: { ...order, status: 'RESERVED' },
      }),
      call('ada', 'confirm', 3_000, 200, {
        key: 'p1',
        orderId: 'one',
        told: { ...order, status: 'CONFIRMED', tickets },
      }),
      call('ada', 'done', 4_000, 204),
      call('bob', 'poll', 5_000, 200, { told: inside(4_600) }),
      call('bob', 'hold', 6_000, 409, {
        key: 'k2',
        orderId: 'two',
        seatIds: ['A-1'],
        told: { type: taken, seatIds: ['A-1'] },
      }),
      call('bob', 'done', 7_000, 204),
      call('tom', 'hold', 6_500, 403, { key: 'k3', orderId: 'three', stolen: true }),
    ],
    people: [],
    purchases: [
      {
        orderId: 'one',
        userId: 'ada',
        seatIds: ['A-1'],
        status: 'CONFIRMED',
        reservedUntil: T0 + 10_000,
        changedAt: T0 + 3_005,
      },
    ],
    tickets: [{ orderId: 'one', seatId: 'A-1', status: 'VALID', issuedAt: T0 + 3_002 }],
    owners: new Map([['A-1', 'one']]),
    orders: [
      {
        orderId: 'one',
        status: 'CONFIRMED',
        totalCents: 5_000,
        validCents: 5_000,
        tickets: 1,
        sold: 1,
        issued: 1,
        told: 1,
      },
    ],
    movements: [
      { intentId: 'pi', orderId: 'one', kind: 'authorized', cents: 5_000, at: iso(3_001) },
      { intentId: 'pi', orderId: 'one', kind: 'captured', cents: 5_000, at: iso(3_004) },
    ],
    samples: [{ at: T0 + 2_000, waiting: 1, admitted: 1, capacity: 1 }],
    ...{ capacity: 1, admissionSeconds: 60, broken: [], wrongMaps: [], resynced: 0 },
  };
}

const find = ({ history }: Evidence, userId: string, what: Call['what']) =>
  history.find(call => call.userId === userId && call.what === what)!;

/** For each rule: what goes wrong, and how that looks. */
const planted: [Rule, string, (evidence: Evidence) => void][] = [
  ['a seat has one owner', 'a second ticket', ({ tickets }) => tickets.push({ ...tickets[0]!, orderId: 'two' })],
  ['a seat has one owner', 'a seat that was given to another', ({ owners }) => owners.set('A-1', 'two')],
  [
    'money kept is valid tickets',
    'money without a ticket',
    ({ orders }) => Object.assign(orders[0]!, { validCents: 0 }),
  ],
  ['tickets before money', 'a capture too early', ({ movements }) => Object.assign(movements[1]!, { at: iso(2_990) })],
  [
    'an admission of their own',
    'a hold from the street',
    evidence => Object.assign(find(evidence, 'ada', 'poll'), { told: { state: 'WAITING' } }),
  ],
  [
    'an admission of their own',
    'a hold after leaving',
    evidence => Object.assign(find(evidence, 'ada', 'hold'), { at: T0 + 5_500, until: T0 + 5_501 }),
  ],
  [
    'thieves get nothing',
    'a thief with a hold',
    evidence => Object.assign(find(evidence, 'tom', 'hold'), { status: 201 }),
  ],
  [
    'never more inside than the capacity',
    'two at once',
    evidence => Object.assign(find(evidence, 'ada', 'done'), { at: T0 + 4_800 }),
  ],
  ['never more inside than the capacity', 'a figure', ({ samples }) => Object.assign(samples[0]!, { admitted: 2 })],
  [
    'nobody in line is lost',
    'an unknown place',
    evidence => Object.assign(find(evidence, 'bob', 'poll'), { status: 404, told: {} }),
  ],
  [
    'nobody in line is lost',
    'no word at all',
    evidence => evidence.history.splice(evidence.history.indexOf(find(evidence, 'bob', 'poll')), 1),
  ],
  [
    'what was answered is true',
    'a sale that is undone',
    ({ purchases }) => Object.assign(purchases[0]!, { status: 'CANCELLED' }),
  ],
  [
    'what was answered is true',
    'a ticket that is void',
    ({ tickets }) => Object.assign(tickets[0]!, { status: 'VOID' }),
  ],
  ['what was answered is true', 'an order that is nowhere', ({ purchases }) => purchases.pop()],
  [
    'what was answered is true',
    'a declined card that paid',
    evidence => Object.assign(find(evidence, 'ada', 'confirm'), { status: 402, told: {} }),
  ],
  [
    'what was called taken was taken',
    'a seat that nobody had yet',
    evidence => Object.assign(find(evidence, 'bob', 'hold'), { at: T0 + 1_500, until: T0 + 1_600 }),
  ],
  [
    'answers about a seat have an order',
    'a seat that was sold twice',
    evidence =>
      Object.assign(find(evidence, 'bob', 'hold'), { status: 201, told: { orderId: 'two', seatIds: ['A-1'] } }),
  ],
  [
    'a click is one order',
    'two orders for a key',
    evidence => Object.assign(find(evidence, 'ada', 'hold').told, { orderId: 'four' }),
  ],
  [
    'a click is one order',
    'an order out of nowhere',
    ({ purchases }) => purchases.push({ ...purchases[0]!, orderId: 'five' }),
  ],
  ['no answer is 500', 'an answer of 500', evidence => Object.assign(find(evidence, 'bob', 'join'), { status: 500 })],
  ['true in every second', 'a second that was not', ({ broken }) => broken.push('seat A-1 had 2 tickets')],
  ['who looks sees what is so', 'a map that stands still', ({ wrongMaps }) => wrongMaps.push('watcher 0 sees 1')],
];

describe('the audit', () => {
  it('has nothing to say of a sale that went well', () => expect(audit(sound())).toEqual({}));

  it.each(planted)('%s: finds %s', (rule, _what, plant) => {
    const evidence = sound();
    plant(evidence);
    expect(Object.keys(audit(evidence))).toContain(rule);
  });

  it('has a planted violation for every rule', () =>
    expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(Object.keys(rules))));
});
