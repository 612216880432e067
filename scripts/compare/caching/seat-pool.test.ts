import { expect, it } from 'vitest';
import type { Seat } from './on-sale.ts';
import { seatPool } from './seat-pool.ts';

/** A pool of an event with four seats, and what it gave back. */
function pool() {
  const back: Seat[][] = [];
  return { back, ...seatPool(['A-1', 'A-2', 'A-3', 'A-4'], async seats => void back.push(seats)) };
}

it('gives each seat of an event to one seller, and then none', () => {
  const { take } = pool();
  expect([1, 2, 3, 4, 5].map(() => take('E1'))).toEqual(['A-1', 'A-2', 'A-3', 'A-4', undefined]);
  expect(take('E2')).toBe('A-1');
});

it('gives back what was sold of events of which more than half is gone, and of no others', async () => {
  const { take, done, returnSome, back } = pool();
  for (const eventId of ['E1', 'E1', 'E1', 'E2']) done({ eventId, seatId: take(eventId)! });
  await returnSome();
  expect(back).toEqual([['A-1', 'A-2', 'A-3'].map(seatId => ({ eventId: 'E1', seatId }))]);
  expect([1, 2].map(() => take('E1'))).toEqual(['A-4', 'A-1']);
});

it('keeps what is under way: only what was sold comes back, and once', async () => {
  const { take, done, returnAll, back } = pool();
  const [first, second] = [take('E1')!, take('E1')!];
  done({ eventId: 'E1', seatId: second });
  await returnAll();
  await returnAll();
  expect(back).toEqual([[{ eventId: 'E1', seatId: second }]]);
  expect([1, 2, 3, 4].map(() => take('E1'))).not.toContain(first);
});

it('gives a seat out again only once it is free in the database', async () => {
  const freed = Promise.withResolvers<void>();
  const { take, done, returnAll } = seatPool(['A-1'], () => freed.promise);
  done({ eventId: 'E1', seatId: take('E1')! });
  const returning = returnAll();
  expect(take('E1')).toBeUndefined();
  freed.resolve();
  await returning;
  expect(take('E1')).toBe('A-1');
});
