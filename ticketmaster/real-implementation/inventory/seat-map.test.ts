import { beforeEach, expect, it } from 'vitest';
import { seatingOf } from './chart.ts';
import { AVAILABLE, RESERVED, type SeatMap, type SeatRow, SOLD, seatMap } from './seat-map.ts';

let now = 0;
let map: SeatMap;
beforeEach(() => {
  now = 1_000;
  map = seatMap(seatingOf('club'), () => now);
});

const row = (seatId: string, version: number, orderId: string | null, until: number | null = null): SeatRow => ({
  ...{ seatId, version, orderId, until },
});
const state = (seatId: string) => map.stateOf(map.seating.indexOf.get(seatId)!);

it('knows what is held, what is sold, and what was given back', () => {
  map.apply([row('F1-1-1', 1, 'ada', 5_000), row('F1-1-2', 1, 'bob')]);
  expect([state('F1-1-1'), state('F1-1-2'), map.free]).toEqual([RESERVED, SOLD, 198]);
  map.apply([row('F1-1-2', 2, null)]);
  expect([state('F1-1-2'), map.free]).toEqual([AVAILABLE, 199]);
});

it('is changed by nothing that is older than what it knows, in whatever order rows come', () => {
  const rows = [row('F1-1-1', 1, 'ada', 5_000), row('F1-1-1', 2, null), row('F1-1-1', 3, 'bob')];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 2, 0],
  ]) {
    map = seatMap(seatingOf('club'), () => now);
    for (const i of order) map.apply([rows[i]!]);
    expect([state('F1-1-1'), map.sum, map.taken(['F1-1-1'], 'ada').taken]).toEqual([SOLD, 3, ['F1-1-1']]);
  }
});

it('says that a hold is over at the instant it ends, and shows it at the next look', () => {
  map.apply([row('F1-1-1', 1, 'ada', 5_000)]);
  expect(map.taken(['F1-1-1'], 'bob').taken).toEqual(['F1-1-1']);
  expect(map.taken(['F1-1-1'], 'ada').taken).toEqual([]);
  now = 5_000;
  expect(map.taken(['F1-1-1'], 'bob').taken).toEqual([]);
  map.endHolds();
  expect([state('F1-1-1'), map.free]).toEqual([AVAILABLE, 200]);
});

it('tells each change once, from which version to which', () => {
  expect(map.delta()).toBeUndefined();
  map.apply([row('F1-1-1', 1, 'ada', 5_000), row('F1-1-3', 1, 'bob')]);
  const changes = [
    [0, RESERVED],
    [2, SOLD],
  ];
  expect(map.delta()).toEqual({ from: 0, to: 1, free: 198, changes });
  expect(map.delta()).toBeUndefined();
  map.apply([row('F1-1-1', 2, 'ada', 9_000)]); // held for longer: nothing to see
  expect(map.delta()).toBeUndefined();
});

it('puts four seats into a byte', () => {
  map.apply([row('F1-1-1', 1, 'ada', 5_000), row('F1-1-4', 1, 'bob'), row('F1-1-5', 1, 'bob')]);
  const { states, seats, free } = map.snapshot();
  const bytes = Buffer.from(states, 'base64');
  expect([bytes.length, seats, free]).toEqual([50, 200, 197]);
  const read = Array.from({ length: 6 }, (_, i) => (bytes[i >> 2]! >> (2 * (i & 3))) & 3);
  expect(read).toEqual([RESERVED, 0, 0, SOLD, SOLD, 0]);
});
