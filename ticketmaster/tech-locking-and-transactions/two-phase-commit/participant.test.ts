import { env } from '@ticketmaster/common/env';
import { connectToPostgres, type Database } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { end, prepare, preparedIn } from './participant.ts';

const SCHEMA = 'locking_two_phase_commit_participant';
let db: Database;
beforeAll(async () => {
  db = connectToPostgres(env.text('PG_URL'), { schema: SCHEMA });
  await db.query(`create schema if not exists ${SCHEMA}`);
  await db.query('create table if not exists note (text text)');
});
afterAll(async () => {
  for (const gid of await preparedIn(db, 'gid_')) await end(db, 'rollback', gid); // of a test that failed half way
  await db.close();
});

const noted = async (text: string) => (await db.query('select from note where text = $1', [text])).rowCount === 1;

it.each([
  ['commit', true],
  ['rollback', false],
] as const)('what is prepared outlives its connection, and any session may %s it', async (how, kept) => {
  const gid = unique('gid');
  await expect(
    db.connected(async tx => {
      await tx.query('begin');
      await tx.query('insert into note values ($1)', [gid]);
      await prepare(tx, gid);
      throw new Error('crash');
    }),
  ).rejects.toThrow('crash');
  expect(await preparedIn(db, gid)).toEqual([gid]);
  expect(await noted(gid)).toBe(false);
  expect(await end(db, how, gid)).toBe(true);
  expect(await noted(gid)).toBe(kept);
  expect(await preparedIn(db, gid)).toEqual([]);
  expect(await end(db, how, gid)).toBe(false); // somebody was faster
});

it('does not take a rollback for a promise', async () => {
  const gid = unique('gid');
  const failing = db.connected(async tx => {
    await tx.query('begin');
    await tx.query('select 1 / 0').catch(() => {});
    await prepare(tx, gid);
  });
  await expect(failing).rejects.toThrow('answered ROLLBACK');
});

it('refuses a gid that could not be one', async () => {
  await expect(prepare(db, `it's`)).rejects.toThrow('cannot be a gid');
  await expect(prepare(db, 'x'.repeat(200))).rejects.toThrow('less than 200 bytes');
});
