import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { withLock } from '../servers/lock.ts';
import { labFrom, serverNamed } from '../servers/registry.ts';
import { runningServers } from './running-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'servers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const environment = { LAB_DIR: folder, LAB_PROVIDER: 'native', REDIS_URL: 'redis://:secret@127.0.0.1:6379' };
const lab = labFrom(environment);
const servers = runningServers(lab, environment, () => {});

it('lists every kind of server once, a cluster as one, and those that the user gives without their password', async () => {
  const rows = await servers.rows();
  expect(rows.map(({ name }) => name)).toContain('redis-cluster');
  expect(rows.map(({ name }) => name)).not.toContain('redis-cluster-2');
  expect(rows.find(({ name }) => name === 'redis')).toMatchObject({ state: 'running', provider: 'environment' });
  expect(JSON.stringify(rows)).not.toContain('secret');
  expect(rows.find(({ name }) => name === 'postgres')).toMatchObject({ state: 'stopped', provider: '-' });
});

it('neither starts nor stops what the user gives, and knows no other server', async () => {
  await expect(servers.order('redis', 'stop')).rejects.toMatchObject({ status: 409, type: 'not-the-labs' });
  await expect(servers.order('redis', 'start')).rejects.toMatchObject({ status: 409 });
  await expect(servers.order('__proto__', 'start')).rejects.toMatchObject({ status: 404 });
});

it('takes one order at a time for a server, and another one once that has ended', async () => {
  const { dir } = serverNamed('kafka', lab);
  mkdirSync(dir, { recursive: true });
  const dead = { process: { pid: 1, startedAt: 'before' }, version: '4', port: 1 };
  writeFileSync(join(dir, 'server.json'), JSON.stringify(dead)); // what a kill left: whoever stops it cleans up
  await withLock(`${dir}.lock`, async () => {
    await servers.order('kafka', 'stop');
    expect((await servers.rows()).find(({ name }) => name === 'kafka')).toMatchObject({ state: 'stopping' });
    await expect(servers.order('kafka', 'start')).rejects.toMatchObject({ status: 409, type: 'busy', retryable: true });
  });
  await servers.close();
  expect((await servers.rows()).find(({ name }) => name === 'kafka')).toMatchObject({ state: 'stopped' });
  expect(existsSync(join(dir, 'server.json'))).toBe(false);
  await servers.order('kafka', 'stop');
  await servers.close();
});
