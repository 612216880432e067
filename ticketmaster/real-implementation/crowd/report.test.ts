import { expect, it } from 'vitest';
import type { Evidence } from './evidence.ts';
import type { Call, Told, What } from './history.ts';
import { overTime } from './over-time.ts';
import { overtakenMs, waitsOf } from './waits.ts';

const T0 = Date.parse('2027-06-01T12:00:00Z');
const call = (userId: string, what: What, seconds: number, told: Told = {}, status = 200): Call => ({
  ...{ userId, what, at: T0 + seconds * 1_000 - 5, until: T0 + seconds * 1_000, status, told },
});
const iso = (seconds: number) => new Date(T0 + seconds * 1_000).toISOString();
const evidenceOf = (history: Call[], more: Partial<Evidence> = {}): Evidence => ({
  ...{ history, purchases: [], tickets: [], owners: new Map(), orders: [], movements: [], samples: [] },
  people: ['ada', 'bob'].map(userId => ({ userId, kind: 'human', outcome: '' })),
  ...{ broken: [], wrongMaps: [], resynced: 0, capacity: 10, admissionSeconds: 60, ...more },
});
const join = (userId: string, seconds: number) => call(userId, 'join', seconds, { joinedAt: iso(seconds) }, 202);
const poll = (userId: string, seconds: number, told: Told) => call(userId, 'poll', seconds, told);
const inside = (userId: string, seconds: number, since: number) =>
  poll(userId, seconds, { state: 'ADMITTED', admissionToken: 'token', expiresAt: iso(since + 60) });

it('counts calls where they end, and carries on what stands', () => {
  const order = { orderId: 'order 1', status: 'RESERVED' };
  const history = [
    call('bob', 'session', 0.1),
    call('ada', 'hold', 0.5, order, 201),
    call('ada', 'hold', 0.6, order, 201), // the other click
    call('bob', 'hold', 2.2, {}, 409),
    call('bob', 'order', 2.3, {}, 0),
    call('ada', 'confirm', 3.1, { ...order, status: 'CONFIRMED' }),
  ];
  const samples = [{ at: T0 + 1_500, waiting: 7, admitted: 3, capacity: 10 }];
  const seconds = overTime(evidenceOf(history, { samples }));
  expect(seconds.map(({ calls }) => calls)).toEqual([3, 0, 2, 1]);
  expect(seconds.map(({ refused, silent }) => [refused, silent])[2]).toEqual([1, 1]);
  expect(seconds.map(({ waiting, inside }) => [waiting, inside])).toEqual([
    [0, 0],
    [7, 3],
    [7, 3],
    [7, 3],
  ]);
  expect(seconds.map(({ held, confirmed }) => [held, confirmed]).at(-1)).toEqual([1, 1]);
});

it('tells how long humans waited, how wrong estimates were, and who overtook whom', () => {
  const history = [
    join('ada', 0),
    join('bob', 1),
    poll('ada', 2, { state: 'WAITING', etaSeconds: 4 }),
    inside('bob', 3, 3),
    inside('ada', 9, 8),
  ];
  expect(waitsOf(evidenceOf(history))).toEqual({
    ...{ letIn: 2, waitP50: 9_000, waitP95: 9_000, etaErrorP50: 2_000, etaErrorP95: 2_000, fifoErrorMs: 1_000 },
  });
  expect(overtakenMs(evidenceOf(history))).toBe(5_000); // bob was in at 3 s, ada at 8
  const inOrder = [join('ada', 0), join('bob', 1), inside('ada', 4, 3), inside('bob', 4, 3)];
  expect([waitsOf(evidenceOf(inOrder)).fifoErrorMs, overtakenMs(evidenceOf(inOrder))]).toEqual([0, 0]);
  expect(waitsOf(evidenceOf([join('ada', 0)]))).toMatchObject({ letIn: 0, waitP50: null, etaErrorP95: null });
});
