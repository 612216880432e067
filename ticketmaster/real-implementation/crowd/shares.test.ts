import { expect, it } from 'vitest';
import { median } from './fairness.ts';
import type { Call, Kind, Told } from './history.ts';
import { mixOf, profiles } from './mix.ts';
import { sharesOf } from './shares.ts';
import { FARMS } from './where.ts';

const call = (userId: string, what: Call['what'], at: number, told: Told = {}, status = 200): Call => ({
  ...{ userId, what, at, until: at + 10, status, told },
});
const waits: Told = { state: 'WAITING' };
const isAside: Told = { ...waits, slow: true };
const isIn: Told = { state: 'ADMITTED', admissionToken: 'a token' };
const refusal = (type: string): Told => ({ type: `https://example.org/problems/${type}` });

function sale() {
  const person = (userId: string, kind: Kind) => ({ userId, kind, outcome: '' });
  const order = (orderId: string, userId: string) => ({
    ...{ orderId, userId, seatIds: [], status: 'CONFIRMED', reservedUntil: 0, changedAt: 0 },
  });
  const ticket = (orderId: string, status: 'VALID' | 'VOID') => ({ orderId, seatId: orderId, status, issuedAt: 0 });
  return sharesOf({
    people: [person('ada', 'human'), person('bob', 'human'), person('bot', 'farm'), person('hoarder', 'holder')],
    purchases: [order('one', 'ada'), order('two', 'bot'), order('three', 'bob')],
    tickets: [ticket('one', 'VALID'), ticket('one', 'VALID'), ticket('two', 'VALID'), ticket('three', 'VOID')],
    history: [
      call('ada', 'join', 0, waits, 202),
      call('bob', 'join', 5, waits, 202),
      call('bot', 'join', 6, refusal('one-place-per-device'), 409),
      call('bob', 'poll', 900, waits),
      call('ada', 'poll', 990, isIn),
      call('bob', 'poll', 1_800, isAside),
      call('bob', 'poll', 2_995, isIn),
      call('bot', 'poll', 3_000, waits),
      call('bot', 'poll', 4_000, waits),
      call('hoarder', 'hold', 3_000, refusal('unpaid-holds'), 403),
      { ...call('bob', 'hold', 3_100, refusal('unpaid-holds'), 403), stolen: true },
    ],
    ...{ owners: new Map(), orders: [], movements: [], samples: [], capacity: 1, admissionSeconds: 1 },
    ...{ broken: [], wrongMaps: [], resynced: 0 },
  });
}

it('says who has the tickets that are valid, how long people waited, and whom the measures hit', () => {
  expect(sale()).toEqual({
    ...{ tickets: 3, humansPercent: 66.7, farmPercent: 33.3 },
    ...{ humanWaitP50Ms: 3_000, humanWaitP95Ms: 3_000, humans: 2, humansSetAside: 1, humansRefused: 0 },
    ...{ farm: 1, farmSetAside: 0, farmRefused: 1, holdersLost: 1 },
  });
});

it('is told of several rounds by the median', () => {
  expect([median([3, 1, 2]), median([1, 2]), median([null, 4]), median([null])]).toEqual([2, 1.5, 4, null]);
});

it.each(FARMS)('has a farm with %s, and people of whom some share an address', farm => {
  const plans = mixOf(200, 20, 7, profiles.hot, farm);
  const count = (kind: Kind, of: 'device' | 'network') =>
    new Set(plans.flatMap(one => (one.kind === kind ? [one[of]] : []))).size;
  const farmed = { 'one browser': [1, 1], 'new cookies': [20, 1], 'many networks': [20, 20] }[farm];
  expect([count('farm', 'device'), count('farm', 'network')]).toEqual(farmed);
  expect(count('human', 'device')).toBe(135);
  expect(count('human', 'network')).toBe(135 - 9 - 14 - 4);
  expect(plans.map(({ seed }) => seed)).toEqual(mixOf(200, 20, 7).map(({ seed }) => seed));
});
