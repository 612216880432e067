import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { primaryPort } from './redis.ts';
import { topologyWith } from './topology.fixture.ts';
import type { Topology } from './topology.ts';

let topology: Topology;
beforeAll(async () => {
  topology = await topologyWith(true);
});
afterAll(() => topology?.end());

const named = (name: string) => topology.status().find(one => one.name === name)!;

async function ask(port: number, sql: string): Promise<Record<string, unknown>> {
  const client = new Client({
    connectionString: `postgres://lab:lab@127.0.0.1:${port}/postgres`,
    query_timeout: 5_000,
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

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

it('replicates each shard to its replica, which takes no writes, and no other shard has it', async () => {
  await ask(named('postgres-5433').port, 'create table one as select 7 as seat');
  await expect.poll(() => ask(named('postgres-5434').port, 'select seat from one').catch(() => 0)).toEqual({ seat: 7 });
  await expect(ask(named('postgres-5434').port, 'delete from one')).rejects.toThrow('read-only');
  await expect(ask(named('postgres-5435').port, 'select seat from one')).rejects.toThrow('does not exist');
});

it('promotes a replica, and brings the old primary back as a replica of the new one', async () => {
  await topology.kill('postgres-5435');
  expect(named('postgres-5435').up).toBe(false);
  await topology.promote(2);
  expect([named('postgres-5436').role, named('postgres-5435').role]).toEqual(['primary', 'replica']);
  await ask(named('postgres-5436').port, 'create table two as select 8 as seat');
  await topology.start('postgres-5435');
  await expect.poll(() => ask(named('postgres-5435').port, 'select seat from two').catch(() => 0)).toEqual({ seat: 8 });
  await expect(ask(named('postgres-5435').port, 'delete from two')).rejects.toThrow('read-only');
});

it('has another primary of Redis within seconds of the death of the first', async () => {
  await topology.kill('redis-6379');
  const [sentinel] = topology.sentinels;
  await expect.poll(() => primaryPort(sentinel!.port), { timeout: 10_000 }).toBe(named('redis-replica').port);
});

it('says no to a name that nobody has', async () => {
  expect(await Promise.all([topology.kill('postgres-1'), topology.start('x'), topology.promote(3)])).toEqual([
    false,
    false,
    false,
  ]);
});
