// The servers of the drawing: start, follow, fail over, and leave nothing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked } from './postgres.ts';
import { commanded } from './redis.ts';
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

it('replicas follow, and take no writes', async () => {
  const [primary, replica] = topology.postgresUrls;
  await asked(primary, 'create table seen as select 7 as n');
  await eventually(async () => expect(await asked(replica, 'select n from seen')).toEqual([{ n: 7 }]));
  await expect(asked(replica, 'insert into seen values (8)')).rejects.toMatchObject({ code: '25006' });
  await commanded(portOf('redis-1'), redis => redis.set('seen', '7'));
  await eventually(async () => expect(await commanded(portOf('redis-2'), redis => redis.get('seen'))).toBe('7'));
  await expect(commanded(portOf('redis-2'), redis => redis.set('seen', '8'))).rejects.toThrow('READONLY');
});

it('a dead primary is followed by its replica, with all it had, and nothing of it is left', async () => {
  await topology.member('postgres-1')!.kill();
  await eventually(async () => expect(await roles()).toMatchObject({ 'postgres-1': 'dead', 'postgres-2': 'primary' }));
  await asked(topology.postgresUrls[1], 'insert into seen values (8)');
  expect(await asked(topology.postgresUrls[1], 'select n from seen order by n')).toEqual([{ n: 7 }, { n: 8 }]);
  await eventually(() => expect(told).toEqual(['the primary is dead: postgres-2 is the primary now']));
  expect(topology.primary().name).toBe('postgres-2');
});

it('a dead master is followed by its replica, as Sentinel says, with what it had', async () => {
  await topology.member('redis-1')!.kill();
  const sentinel = `says the master is at ${portOf('redis-2')}`;
  await eventually(async () => expect(await roles()).toMatchObject({ 'redis-2': 'master', 'sentinel-1': sentinel }));
  expect(await commanded(portOf('redis-2'), redis => redis.get('seen'))).toBe('7');
});

it('leaves no process and no folder, also where its owner is killed', async () => {
  const owner = spawn(process.execPath, [join(import.meta.dirname, 'owner.fixture.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  owner.stdout.setEncoding('utf8').on('data', text => (printed += text));
  const { pids, folder } = await eventually(() => JSON.parse(printed) as { pids: number[]; folder: string });
  expect(pids).toHaveLength(7);
  expect(pids.every(isAlive)).toBe(true);
  owner.kill('SIGKILL');
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  await eventually(() => expect(existsSync(folder)).toBe(false));
});

it('closed, it leaves nothing', async () => {
  const pids = (await topology.table()).flatMap(({ pid }) => pid ?? []);
  expect(pids).toHaveLength(5);
  const { folder } = topology;
  await topology.close();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
