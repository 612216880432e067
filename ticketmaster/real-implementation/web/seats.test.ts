import { expect, it } from 'vitest';
import { facingStage } from './facing.ts';
import { about, clock, declinedBecause, listed, money, plural, seatName } from './format.ts';
import { applied, type Live, unpacked } from './seat-states.ts';
import { type Chart, freeOf, seatPrices, seatsBySection } from './seats.ts';

const live = (...states: number[]): Live => ({ states: Uint8Array.from(states), version: 3, free: 1 });

it('reads two bits a seat, the first seat in the lowest', () => {
  expect([...unpacked({ seats: 5, states: btoa(String.fromCharCode(0b00_10_01_00, 0b10)) })]).toEqual([0, 1, 2, 0, 2]);
  expect([...unpacked({ seats: 0, states: '' })]).toEqual([]);
});

it('takes in what follows on what it has, and nothing else', () => {
  const seats = live(0, 1);
  expect(applied(seats, { from: 3, to: 4, free: 0, changes: [[0, 2]] })).toBe(true);
  expect(seats).toEqual({ states: Uint8Array.from([2, 1]), version: 4, free: 0 });
  expect(applied(seats, { from: 3, to: 4, free: 9, changes: [[1, 0]] })).toBe(false);
  expect(applied(seats, { from: 5, to: 6, free: 9, changes: [[1, 0]] })).toBe(false);
  expect(seats).toEqual({ states: Uint8Array.from([2, 1]), version: 4, free: 0 });
});

const section = (id: string, x: number) => ({
  ...{ id, name: `Section ${id}`, category: id, shape: [], label: [0, 0] as [number, number] },
  rows: [1, 2].map(row => ({
    name: `${row}`,
    seats: [1, 2, 3].map(seat => [`${id}-${row}-${seat}`, x + row, seat * 0.5] as [string, number, number]),
  })),
});
const chart: Chart = { width: 20, height: 20, stage: [0, 0, 2, 2], sections: [section('A', 10), section('B', 15)] };

it('numbers the seats in the order of the chart, over all sections', () => {
  const sections = seatsBySection(chart);
  expect(sections.get('B')!.map(({ index }) => index)).toEqual([6, 7, 8, 9, 10, 11]);
  expect(sections.get('B')![4]).toMatchObject({ seatId: 'B-2-2', row: '2' });
  expect(freeOf(live(...Array(7).fill(0), 1, 2, 0, 0, 0), sections.get('B')!)).toBe(4);
});

it('knows what each seat costs, by the category of its section', () => {
  const prices = seatPrices(chart, { A: 9_000, B: 5_000 });
  expect([prices.size, prices.get('A-2-3'), prices.get('B-1-1')]).toEqual([12, 9_000, 5_000]);
});

it('turns a section until the stage is above it, and no two seats are closer than a unit', () => {
  const { seats, rows, box } = facingStage(seatsBySection(chart).get('A')!, chart.stage);
  const row = (name: string) => seats.filter(({ seat }) => seat.row === name);
  expect(Math.max(...row('1').map(({ y }) => y))).toBeLessThan(Math.min(...row('2').map(({ y }) => y)));
  const [one, two] = row('1');
  expect(Math.hypot(one!.x - two!.x, one!.y - two!.y)).toBeCloseTo(1, 1);
  for (const { x, y } of [...seats, ...rows]) {
    expect(x).toBeGreaterThan(box[0]);
    expect(x).toBeLessThan(box[0] + box[2]);
    expect(y).toBeGreaterThan(box[1]);
    expect(y).toBeLessThan(box[1] + box[3]);
  }
});

it('says money, times and seats as people do', () => {
  expect(money(24_000, 'EUR')).toBe('€240.00');
  expect([clock(545_000), clock(59_001), clock(-5)]).toEqual(['9:05', '1:00', '0:00']);
  expect([about(0), about(61), about(600)]).toEqual(['a few seconds', 'about a minute', '10 minutes']);
  expect([plural(1, 'seat'), plural(2_000, 'seat')]).toEqual(['1 seat', '2,000 seats']);
  expect(seatName('A1-3-7')).toBe('Section A1, row 3, seat 7');
  expect(listed(['a', 'b', 'c'])).toBe('a; b and c');
  expect([declinedBecause('expired_card'), declinedBecause('do_not_honor')]).toEqual([
    'it has expired',
    'do not honor',
  ]);
});
