import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectToDatabases, type Databases } from './databases.ts';
import { ask } from './postgres.ts';
import { openPostgresPair, type PostgresPair } from './postgres-pair.ts';
import { programs } from './programs.fixture.ts';
import { openServers, type Servers } from './servers.ts';

let servers: Servers;
let pair: PostgresPair;
let databases: Databases;
let promotions = 0;
beforeAll(async () => {
  servers = await openServers('databases-');
  pair = await openPostgresPair(servers, programs(), { names: ['one', 'two'], connections: 20, synchronous: false });
  databases = await connectToDatabases({
    ...{ urls: pair.urls.toReversed(), schema: 'public', connections: 2, name: 'the pair', everyMs: 50 },
    promoted: () => promotions++,
  });
});
afterAll(async () => {
  await databases?.close();
  await servers?.end();
});

const portOf = async (which: 'primary' | 'replica') => {
  const answer = await databases[which]()?.query<{ port: number }>('select inet_server_port() as port');
  return answer?.rows[0]?.port;
};

it('tells the primary from the replica, whatever their order', async () => {
  const [one, two] = pair.members;
  expect([await portOf('primary'), await portOf('replica')]).toEqual([one.port, two.port]);
});

it('has no primary while that is dead, and still a replica', async () => {
  await pair.members[0].kill();
  await expect
    .poll(() => portOf('primary').catch(error => error))
    .toMatchObject({ status: 503, message: 'the pair does not answer', retryable: true });
  expect(await portOf('replica')).toBe(pair.members[1].port);
});

it('finds the new primary and tells of it once, and finds the old one as a replica', async () => {
  await pair.promote();
  await expect.poll(() => portOf('primary').catch(() => 0)).toBe(pair.members[1].port);
  expect(databases.replica()).toBe(undefined);
  await pair.start('one');
  await expect.poll(() => portOf('replica').catch(() => 0)).toBe(pair.members[0].port);
  expect(promotions).toBe(1);
});

it('takes of two primaries the one that was promoted', async () => {
  const [one, two] = pair.members;
  await pair.promote();
  await expect.poll(() => portOf('primary').catch(() => 0)).toBe(one.port);
  await two.start(); // as the primary that it was: nobody has told it
  const asked = `select from pg_stat_activity where application_name = 'public' and query like '%timeline%'`;
  await expect.poll(() => ask(two.url, asked)).toHaveLength(1);
  for (let times = 0; times < 20; times++) expect(await portOf('primary')).toBe(one.port);
});
