import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOLD_MS, openTestOffice, type TestOffice } from './box-office.fixture.ts';
import { catalog, type Search } from './catalog.ts';

let test: TestOffice;
beforeAll(async () => {
  test = await openTestOffice(2);
});
afterAll(() => test.close());

const find = async (search: Partial<Search>) => {
  const { events, total } = await catalog(test.db, test.now).search({ page: 1, pageSize: 20, ...search });
  return { ids: events.map(({ eventId }) => eventId), total };
};

it('lists the seeded events by their start', async () => {
  expect(await find({})).toEqual({ ids: ['E4', 'E1', 'E2', 'E3', 'E5', 'E6'], total: 6 });
});

it.each([
  ['part of a name, in any case', { q: 'LOVELACE' }, ['E1', 'E2']],
  ['a venue', { q: 'old opera' }, ['E3', 'E6']],
  ['a city', { q: 'berlin' }, ['E4']],
  ['a sign that SQL would take for a pattern', { q: '%' }, []],
  ['a start from then on', { from: new Date('2027-09-04T18:30:00Z') }, ['E3', 'E5', 'E6']],
  ['a start before then', { to: new Date('2027-06-18T19:00:00Z') }, ['E4']],
  ['words and dates together', { q: 'harbour', from: new Date('2027-07-01T00:00:00Z') }, ['E5']],
])('finds events by %s', async (_what, search, ids) => {
  expect(await find(search)).toEqual({ ids, total: ids.length });
});

it('pages, and says how many there are in all', async () => {
  expect(await find({ page: 2, pageSize: 4 })).toEqual({ ids: ['E5', 'E6'], total: 6 });
  expect(await find({ page: 9, pageSize: 4 })).toEqual({ ids: [], total: 6 });
});

it('shows an event with what is left, and none that does not exist', async () => {
  const { event } = catalog(test.db, test.now);
  expect(await event('E4')).toMatchObject({ name: 'Night of the Synths', seats: 20, available: 20, currency: 'EUR' });
  expect(await event('E0')).toBeUndefined();
});

it('shows each seat with its place, price and status; an expired hold is available', async () => {
  const { eventId, seatIds } = await test.onSale(12);
  await test.reserve({ eventId, userId: 'ada', seatIds: [seatIds[0]!] });
  const { seats, event } = catalog(test.db, test.now);
  expect(await seats(eventId)).toHaveLength(12);
  expect((await seats(eventId))[0]).toEqual({
    ...{ seatId: seatIds[0], section: 'A', row: '1', number: 1 },
    ...{ priceCents: 5000, currency: 'EUR', status: 'RESERVED' },
  });
  test.passes(HOLD_MS);
  expect((await seats(eventId)).every(({ status }) => status === 'AVAILABLE')).toBe(true);
  expect((await event(eventId))?.available).toBe(12);
  expect(await seats('E0')).toEqual([]);
});
