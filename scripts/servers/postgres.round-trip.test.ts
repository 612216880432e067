// What the lessons need of PostgreSQL: two servers, transactions that span both, and a look at what was run.
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unique, urlOf } from './round-trip.ts';

const clients = ['PG_URL', 'PG_URL_2'].map(variable => new Client({ connectionString: urlOf(variable) }));
const table = unique('seat').replace('-', '_');
beforeAll(async () => {
  for (const client of clients) await client.connect();
  for (const client of clients) await client.query(`create table ${table} (seat_id uuid default uuidv7(), owner text)`);
});
afterAll(async () => {
  for (const client of clients) await client.query(`drop table ${table}`);
  for (const client of clients) await client.end();
});

it('keeps a row, with an id that the server made', async () => {
  const { rows } = await clients[0]!.query(`insert into ${table} (owner) values ('ada') returning *`);
  expect(rows).toEqual([{ owner: 'ada', seat_id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/) }]);
});

it('is two servers, which commit one transaction in two phases', async () => {
  const name = unique('purchase');
  for (const client of clients) {
    await client.query('begin');
    await client.query(`insert into ${table} (owner) values ($1)`, [name]);
    await client.query(`prepare transaction '${name}'`);
  }
  const inDoubt = await Promise.all(
    clients.map(client => client.query(`select from pg_prepared_xacts where gid = '${name}'`)),
  );
  expect(inDoubt.map(({ rowCount }) => rowCount)).toEqual([1, 1]);
  for (const client of clients) await client.query(`commit prepared '${name}'`);
  const sold = await Promise.all(clients.map(client => client.query(`select from ${table} where owner = '${name}'`)));
  expect(sold.map(({ rowCount }) => rowCount)).toEqual([1, 1]);
});

it('counts statements', async () => {
  await clients[0]!.query('create extension if not exists pg_stat_statements');
  await clients[0]!.query(`select count(*) as counted from ${table}`);
  const { rows } = await clients[0]!.query('select calls from pg_stat_statements where query like $1', [
    `%counted from ${table}`,
  ]);
  expect(rows).toEqual([{ calls: '1' }]);
});
