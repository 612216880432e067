import pg from 'pg';
import { expect, it } from 'vitest';
import { env } from '../../ticketmaster/common/env.ts';
import { inFreshDatabases } from './databases.ts';

const url = env.text('PG_URL');
const environment = { PG_URL: url, REDIS_URL: 'redis://127.0.0.1:1' };

async function asked<Row extends object>(at: string, ...statements: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: at });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await client.query<Row>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

const databases = () => asked(url, `select datname from pg_database where datname like 'exercise_%' order by 1`);

it('is an empty database, and nothing of it is left, whatever was done in it', async () => {
  const before = await databases();
  const failing = inFreshDatabases(environment, async ({ PG_URL, REDIS_URL }) => {
    expect(REDIS_URL).toBe(environment.REDIS_URL);
    expect(
      await asked(PG_URL!, 'select 1 as one from pg_class where relnamespace = to_regnamespace($$public$$)'),
    ).toEqual([]);
    await asked(
      PG_URL!,
      'create table seat (id int)',
      'begin',
      'insert into seat values (1)',
      `prepare transaction 'it''s left'`,
    );
    throw new Error('no judgement');
  });
  await expect(failing).rejects.toThrow('no judgement');
  expect(await databases()).toEqual(before);
});

it('asks for no server where none is named', async () => {
  expect(await inFreshDatabases({ A: 'b' }, async given => given)).toEqual({ A: 'b' });
});
