import { proxyTo } from '@ticketmaster/testing/proxy';
import { expect, it, onTestFinished } from 'vitest';
import { databaseFor, url } from './database.fixture.ts';
import { connectToPostgres, type Database } from './database.ts';

const unavailable = { status: 503, type: 'unavailable', retryable: true };

it('commits what a transaction answers, and rolls back what it throws', async () => {
  const db = await databaseFor();
  await db.query('create table seat (id text primary key)');
  expect(await db.transaction(async tx => (await tx.query(`insert into seat values ('A') returning id`)).rows)).toEqual(
    [{ id: 'A' }],
  );
  const refused = db.transaction(async tx => {
    await tx.query(`insert into seat values ('B')`);
    throw new Error('no money');
  });
  await expect(refused).rejects.toThrow('no money');
  expect((await db.query('select id from seat')).rows).toEqual([{ id: 'A' }]);
});

it('runs a transaction in the isolation that it is told', async () => {
  const db = await databaseFor();
  const isolation = (tx: Pick<Database, 'query'>) => tx.query('show transaction_isolation');
  expect((await db.transaction(isolation)).rows).toEqual([{ transaction_isolation: 'read committed' }]);
  expect((await db.transaction(isolation, 'serializable')).rows).toEqual([{ transaction_isolation: 'serializable' }]);
});

it('prepares a statement with values once for each connection', async () => {
  const db = await databaseFor({ connections: 1 });
  for (const n of [1, 2, 3]) await db.query('select $1::int as n', [n]);
  const { rows } = await db.query(
    `select count(*)::int from pg_prepared_statements where statement = 'select $1::int as n'`,
  );
  expect(rows).toEqual([{ count: 1 }]);
});

it('calls a deadlock, a conflict and a lock that was not had in time contention: nothing was done', async () => {
  const db = await databaseFor();
  const hasty = connectToPostgres(url, { schema: db.schema, patienceMs: 200 });
  onTestFinished(hasty.close);
  await db.query('create table seat (id text primary key, holder text)');
  await db.query(`insert into seat values ('A'), ('B')`);
  const take = (tx: Pick<Database, 'query'>, id: string) =>
    tx.query('update seat set holder = $2 where id = $1', [id, 'x']);

  const bothHaveOne = Promise.withResolvers<void>();
  let having = 0;
  const crosswise = (first: string, second: string) =>
    db.transaction(async tx => {
      await take(tx, first);
      if (++having === 2) bothHaveOne.resolve();
      await bothHaveOne.promise;
      await take(tx, second);
    });
  const ends = await Promise.allSettled([crosswise('A', 'B'), crosswise('B', 'A')]);
  expect(ends.flatMap(end => (end.status === 'rejected' ? [end.reason.because] : []))).toEqual(['deadlock']);

  await db.transaction(async tx => {
    await take(tx, 'A');
    await expect(hasty.query(`update seat set holder = 'y' where id = 'A'`)).rejects.toMatchObject({
      ...{ status: 503, because: 'lock timeout', retryable: true },
    });
  });

  const conflict = db.transaction(async tx => {
    await tx.query('select from seat');
    await take(db, 'B');
    await take(tx, 'B');
  }, 'repeatable read');
  await expect(conflict).rejects.toMatchObject({ because: 'conflict' });
});

it('calls a lost or silent connection unavailable, and works again once there is one', async () => {
  const proxy = await proxyTo(url);
  const db = connectToPostgres(proxy.url, { schema: 'public', patienceMs: 300 });
  onTestFinished(async () => {
    await db.close();
    await proxy.close();
  });
  await db.query('select 1');
  proxy.cut();
  await expect(db.query('select 1')).rejects.toMatchObject(unavailable);
  proxy.mend();
  await db.query('select 1');
  proxy.freeze();
  await expect(db.query('select 1')).rejects.toMatchObject(unavailable);
  proxy.cut(0);
  proxy.mend();
  await db.query('select 1');
});

it('lets nobody wait for a connection for longer than it says, and refuses at once when too many wait', async () => {
  const db = await databaseFor({ connections: 1, patienceMs: 1_000 });
  await db.connected(async () => {
    const waiting = Array.from({ length: 1_001 }, () =>
      db.query('select 1').then(
        () => 'answered',
        error => error.type,
      ),
    );
    const ends = await Promise.all(waiting);
    expect([...new Set(ends)]).toEqual(['overloaded']);
  });
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('has PostgreSQL look after clients that vanish with their machine', async () => {
  const db = await databaseFor();
  const shown = async (setting: string) => Object.values((await db.query(`show ${setting}`)).rows[0]!)[0];
  expect([await shown('tcp_keepalives_idle'), await shown('tcp_user_timeout')]).toEqual(['10', '20000']);
});
