import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from './postgres.ts';
import { openPostgresPair, type PostgresPair } from './postgres-pair.ts';
import { programs } from './programs.fixture.ts';
import { openServers, type Servers } from './servers.ts';

let servers: Servers;
let pair: PostgresPair;
beforeAll(async () => {
  servers = await openServers('pair-');
  pair = await openPostgresPair(servers, programs(), { names: ['one', 'two'], connections: 20, synchronous: true });
});
afterAll(() => servers?.end());

const seats = (nth: 0 | 1) => ask(pair.urls[nth], 'select n from seat order by n').catch(() => undefined);

it('has on its replica what was committed, and the replica takes no writes', async () => {
  await ask(pair.urls[0], 'create table seat as select 1 as n');
  await expect.poll(() => seats(1)).toEqual([{ n: 1 }]);
  await expect(ask(pair.urls[1], 'delete from seat')).rejects.toMatchObject({ code: '25006' });
});

it('acknowledges nothing that the replica does not have', async () => {
  await pair.stall();
  await expect(ask(pair.urls[0], 'insert into seat values (2)', 500)).rejects.toThrow('timeout');
});

it('makes the replica the primary, which waits for nobody, with all that it had', async () => {
  const [one, two] = pair.members;
  await pair.promote();
  expect([pair.primary(), one.isUp()]).toEqual([two, false]);
  await ask(pair.urls[1], 'insert into seat values (3)');
  expect(await seats(1)).toEqual([{ n: 1 }, { n: 3 }]);
});

it('brings the old primary back as a replica, also where the new one was started again meanwhile', async () => {
  await pair.members[1].kill();
  await pair.start('two');
  await pair.start('one');
  await expect.poll(() => seats(0)).toEqual([{ n: 1 }, { n: 3 }]);
  await expect(ask(pair.urls[0], 'delete from seat')).rejects.toMatchObject({ code: '25006' });
});

it('starts a replica again that was killed, with what it missed', async () => {
  await pair.members[0].kill();
  await expect(ask(pair.urls[1], 'insert into seat values (4)', 500)).rejects.toThrow('timeout'); // it waits for the replica
  await pair.start('one');
  await expect.poll(() => seats(0)).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }]);
});

it('goes back and forth', async () => {
  await pair.promote();
  await pair.start('two');
  expect(pair.primary().name).toBe('one');
  await ask(pair.urls[0], 'insert into seat values (5)');
  await expect.poll(() => seats(1)).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }, { n: 5 }]);
});
