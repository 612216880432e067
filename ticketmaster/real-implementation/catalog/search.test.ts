// Search on a real PostgreSQL: words, their beginnings, and words that are misspelled.
import { env } from '@ticketmaster/common/env';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTables } from '../shop.ts';
import { search } from './search.ts';
import { seed } from './seed.ts';

const schema = unique('search');
let db: Database;
beforeAll(async () => {
  db = connectToPostgres(env.text('PG_URL'), { schema });
  await makeTables(db, schema);
  await seed(db, 2_000);
});
afterAll(async () => {
  await db.query(`drop schema ${schema} cascade`);
  await db.close();
});

const names = async (q: string, more = {}) =>
  (await search(db, { q, page: 1, pageSize: 5, ...more })).events.map(({ name, performer }) => `${name}, ${performer}`);

it.each([
  ['a word', 'lovelaces', 'Ada and the Lovelaces'],
  ['its beginning', 'lovel', 'Ada and the Lovelaces'],
  ['a letter too few', 'lovlaces', 'Ada and the Lovelaces'],
  ['a letter too many', 'lovellaces', 'Ada and the Lovelaces'],
  ['two letters swapped', 'lovealces', 'Ada and the Lovelaces'],
  ['a right word beside a wrong one', 'ada lovlaces', 'Ada and the Lovelaces'],
  ['a word that is like none beside a wrong one', 'lovlaces zzzzqqqq', 'Ada and the Lovelaces'],
  ['a number among two thousand shows', 'silver rivrs 1200', 'Silver Rivers 1200'],
])('finds a show by %s', async (_what, q, name) => {
  expect((await names(q))[0]).toContain(name);
});

it.each(['zzzzqqqq', "'", "o''brien'); drop table show; --", '%', '\\', ':* & |', '😀', '!!!'])(
  'finds nothing, or what there is, by %s',
  async q => {
    expect((await names(q)).length).toBeLessThanOrEqual(5);
  },
);

it('finds a show that was announced or renamed just now', async () => {
  await db.query(`update show set words = 'the zyxwvut sessions' where event_id = 'X7'`);
  expect(await names('zyxwvt')).toHaveLength(1);
  expect(await names('zyxwvt', { city: 'Nowhere' })).toEqual([]);
});
