import { seeded } from '@ticketmaster/testing/zipf';
import { expect, it } from 'vitest';
import { bestSeats } from './best-available.ts';
import { seatingOf } from './chart.ts';

const seating = seatingOf('theatre');
const all = seating.seatIds.map((_, i) => i);

const runs = (free: Set<number>, count: number) =>
  seating.rows.some(({ seats }) =>
    seats.some((_, from) => {
      const block = seats.slice(from, from + count);
      return block.length === count && block.every(seat => free.has(seat));
    }),
  );

function areTogether(seatIds: string[]): boolean {
  const indexes = seatIds.map(id => seating.indexOf.get(id)!).toSorted((a, b) => a - b);
  return seating.rows.some(({ seats }) => {
    const from = seats.indexOf(indexes[0]!);
    return from >= 0 && indexes.every((index, i) => seats[from + i] === index);
  });
}

it('takes no taken seat, seats a party together where that can be, and refuses none while its number is free', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = seeded(seed);
    const share = random();
    const free = new Set(all.filter(() => random() < share ** 3));
    const count = 1 + Math.floor(random() * 8);
    const section = random() < 0.2 ? 'S3' : undefined;
    const category = random() < 0.2 ? 'B' : undefined;
    const inReach = [...free].filter(i => {
      const seatId = seating.seatIds[i]!;
      return (!section || seatId.startsWith(`${section}-`)) && (!category || seatId.startsWith(category));
    });
    const chosen = bestSeats(seating, i => free.has(i), { count, section, category }, random);
    if (inReach.length < count) {
      expect(chosen, `seed ${seed}`).toBeUndefined();
      continue;
    }
    expect(new Set(chosen).size, `seed ${seed}`).toBe(count);
    for (const id of chosen!) expect(inReach, `seed ${seed}`).toContain(seating.indexOf.get(id)!);
    if (runs(new Set(inReach), count)) expect(areTogether(chosen!), `seed ${seed}`).toBe(true);
  }
});

it('gives the same answer for the same seed, and others for others', () => {
  const ask = (seed: number) => bestSeats(seating, () => true, { count: 4 }, seeded(seed))!.join();
  expect(ask(1)).toBe(ask(1));
  expect(new Set([1, 2, 3, 4, 5, 6].map(ask)).size).toBeGreaterThan(1);
});

it('leaves no seat alone where another choice is as good', () => {
  const row = seating.rows[0]!.seats;
  const free = new Set(row.slice(0, 5)); // two of five: in the middle they would leave one on each side
  for (let seed = 1; seed <= 20; seed++) {
    const places = bestSeats(seating, i => free.has(i), { count: 2 }, seeded(seed))!.map(id =>
      row.indexOf(seating.indexOf.get(id)!),
    );
    expect(places.toSorted().join()).toMatch(/^(0,1|3,4)$/);
  }
});

it('sells a house to a thousand parties without an overlap and nearly to the last seat', () => {
  const random = seeded(7);
  const free = new Set(all);
  let refused = 0;
  while (refused === 0) {
    const chosen = bestSeats(seating, i => free.has(i), { count: 1 + Math.floor(random() * 6) }, random);
    if (!chosen) refused++;
    for (const id of chosen ?? []) expect(free.delete(seating.indexOf.get(id)!)).toBe(true);
  }
  expect(1 - free.size / all.length).toBeGreaterThan(0.99);
});
