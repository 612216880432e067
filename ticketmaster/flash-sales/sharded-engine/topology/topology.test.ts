import { ask } from '@ticketmaster/replicated-servers/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { topologyWith } from './topology.fixture.ts';
import type { Topology } from './topology.ts';

let topology: Topology;
beforeAll(async () => {
  topology = await topologyWith(true);
});
afterAll(() => topology?.end());

const named = (name: string) => topology.status().find(one => one.name === name)!;

it('has the servers of the drawing, and those that a failover of Redis takes', () => {
  expect(topology.status().map(({ name, drawn, role, up }) => [name, drawn, role, up])).toEqual([
    ['redis-6379', 6379, 'primary', true],
    ['redis-replica', null, 'replica', true],
    ...[1, 2, 3].map(nth => [`sentinel-${nth}`, null, 'sentinel', true]),
    ['postgres-5433', 5433, 'primary', true],
    ['postgres-5434', 5434, 'replica', true],
    ['postgres-5435', 5435, 'primary', true],
    ['postgres-5436', 5436, 'replica', true],
  ]);
});

it('has on one shard what no other shard has', async () => {
  const [one, other] = topology.shardUrls;
  await ask(one![0], 'create table one as select 7 as seat');
  await expect.poll(() => ask(one![1], 'select seat from one').catch(() => [])).toEqual([{ seat: 7 }]);
  await expect(ask(other![0], 'select seat from one')).rejects.toThrow('does not exist');
});

it('promotes a replica, and brings the old primary back as a replica of the new one', async () => {
  await topology.kill('postgres-5435');
  expect(named('postgres-5435').up).toBe(false);
  await topology.promote(2);
  expect([named('postgres-5436').role, named('postgres-5435').role]).toEqual(['primary', 'replica']);
  await topology.start('postgres-5435');
  await expect(ask(topology.shardUrls[1]![0], 'create table two ()')).rejects.toThrow('read-only');
  expect(named('postgres-5435').up).toBe(true);
});

it('kills and starts a Redis', async () => {
  await topology.kill('redis-replica');
  expect(named('redis-replica').up).toBe(false);
  expect(await topology.start('redis-replica')).toBe(true);
  expect(named('redis-replica').up).toBe(true);
});

it('says no to a name that nobody has', async () => {
  expect(await Promise.all([topology.kill('postgres-1'), topology.start('x'), topology.promote(3)])).toEqual([
    false,
    false,
    false,
  ]);
});
