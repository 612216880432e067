import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unique } from '@ticketmaster/testing/eventually';
import { expect, it, onTestFinished } from 'vitest';
import { url } from './database.fixture.ts';
import { connectToPostgres } from './database.ts';
import { migrate } from './migrate.ts';

/** A schema that is not there yet, and files that the test writes. */
function fresh() {
  const schema = unique('migrate');
  const db = connectToPostgres(url, { schema, connections: 4 });
  const folder = mkdtempSync(join(tmpdir(), 'migrate-'));
  onTestFinished(async () => {
    await db.query(`drop schema if exists ${schema} cascade`);
    await db.close();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, sql: string) => {
    writeFileSync(join(folder, name), sql);
    return join(folder, name);
  };
  return { db, schema, file };
}

it('runs each file once, in order, also when many servers start at once', async () => {
  const { db, schema, file } = fresh();
  const once = [
    file('1-seat.sql', 'create table seat (id text)'),
    file('2-first.sql', `insert into seat values ('A')`),
  ];
  await Promise.all([1, 2, 3, 4].map(() => migrate(db, schema, { once })));
  await migrate(db, schema, { once: [...once, file('3-second.sql', `insert into seat values ('B')`)] });
  expect((await db.query('select id from seat order by id')).rows).toEqual([{ id: 'A' }, { id: 'B' }]);
});

it('runs a repeatable file again once it has changed', async () => {
  const { db, schema, file } = fresh();
  const answering = (n: number) => [file('answer.sql', `create or replace function answer() returns int return ${n}`)];
  await migrate(db, schema, { once: [], repeatable: answering(41) });
  await migrate(db, schema, { once: [], repeatable: answering(42) });
  expect((await db.query('select answer()')).rows).toEqual([{ answer: 42 }]);
});

it('stops the start where a file that made tables has changed, and says what to do', async () => {
  const { db, schema, file } = fresh();
  await migrate(db, schema, { once: [file('seat.sql', 'create table seat (id text)')] });
  const changed = { once: [file('seat.sql', 'create table seat (id uuid)')] };
  await expect(migrate(db, schema, changed)).rejects.toThrow(/another version of .*seat.sql/);
});

it('stops the start where tables are there that it did not make', async () => {
  const { db, schema, file } = fresh();
  await db.query(`create schema ${schema} create table seat (id text)`);
  const starting = migrate(db, schema, { once: [file('seat.sql', 'create table seat (id text)')] });
  await expect(starting).rejects.toThrow('another version of the lab');
});

it('leaves nothing of a file that fails', async () => {
  const { db, schema, file } = fresh();
  const good = file('good.sql', 'create table seat (id text)');
  await expect(migrate(db, schema, { once: [good, file('bad.sql', 'create tabel x')] })).rejects.toThrow(
    'syntax error',
  );
  await migrate(db, schema, { once: [good] });
  expect((await db.query('select * from seat')).rows).toEqual([]);
});

it('waits for nobody who sells, once all is made', async () => {
  const { db, schema, file } = fresh();
  const once = [file('seat.sql', 'create table seat (id text); create index on seat (id)')];
  await migrate(db, schema, { once });
  await db.transaction(async tx => {
    await tx.query('lock table seat in row exclusive mode');
    await migrate(db, schema, { once });
  });
});
