// The servers of the drawing, by its names, and who is promoted when one dies.
import { ask } from '@ticketmaster/replicated-servers/postgres';
import { commanded } from '@ticketmaster/replicated-servers/redis';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { topologyForTest } from './topology.fixture.ts';
import type { Topology } from './topology.ts';

let topology: Topology;
const told: string[] = [];
beforeAll(async () => {
  topology = await topologyForTest({ tell: line => told.push(line) });
});
afterAll(() => topology?.close());

const roles = async () => Object.fromEntries((await topology.table()).map(({ name, role }) => [name, role]));
const portOf = (name: string) => topology.member(name)!.port;

it('has the roles of the drawing', async () => {
  const sentinel = `says the master is at ${portOf('redis-1')}`;
  expect(await roles()).toEqual({
    ...{ 'postgres-1': 'primary', 'postgres-2': 'replica', 'redis-1': 'master', 'redis-2': 'replica' },
    ...{ 'sentinel-1': sentinel, 'sentinel-2': sentinel, 'sentinel-3': sentinel },
  });
});

it('a dead primary is followed by its replica, with all it had, and nothing of it is left', async () => {
  const [primary, replica] = topology.postgresUrls;
  await ask(primary, 'create table seen as select 7 as n');
  await eventually(async () => expect(await ask(replica, 'select n from seen')).toEqual([{ n: 7 }]));
  await topology.member('postgres-1')!.kill();
  await eventually(async () => expect(await roles()).toMatchObject({ 'postgres-1': 'dead', 'postgres-2': 'primary' }));
  await ask(replica, 'insert into seen values (8)');
  expect(await ask(replica, 'select n from seen order by n')).toEqual([{ n: 7 }, { n: 8 }]);
  await eventually(() => expect(told).toEqual(['the primary is dead: postgres-2 is the primary now']));
  expect(topology.primary().name).toBe('postgres-2');
});

it('a dead master is followed by its replica, as Sentinel says, with what it had', async () => {
  await commanded(portOf('redis-1'), redis => redis.set('seen', '7'));
  await eventually(async () => expect(await commanded(portOf('redis-2'), redis => redis.get('seen'))).toBe('7'));
  await topology.member('redis-1')!.kill();
  const sentinel = `says the master is at ${portOf('redis-2')}`;
  await eventually(async () => expect(await roles()).toMatchObject({ 'redis-2': 'master', 'sentinel-1': sentinel }));
  expect(await commanded(portOf('redis-2'), redis => redis.get('seen'))).toBe('7');
});
