// Real Redis, killed by name as an experiment does it.
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterAll, afterEach, expect, it } from 'vitest';
import { openLab, processesIn } from './lab.fixture.ts';
import { runningNative } from './native.ts';
import { serverNamed } from './registry.ts';

const { lab, folder, environment, servers, close } = await openLab();
afterEach(async () => {
  delete environment.REDIS_URL;
  await servers('stop');
});
afterAll(close);

const pidOf = (name: string) => runningNative(serverNamed(name, lab))?.process.pid;
const { url } = serverNamed('redis', lab);

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  redis.on('error', () => {});
  return work(redis).finally(() => redis.disconnect());
}

it('ends the process at once, and what it stored is there when it is started again', async () => {
  await servers('start', 'redis');
  await withRedis(async redis => {
    await redis.config('SET', 'appendfsync', 'always');
    await redis.set('place', 'ada');
  });
  const pid = pidOf('redis');
  expect(await servers('kill', 'redis')).toEqual({ code: 0, stdout: 'Killed: redis\n', stderr: '' });
  expect([pidOf('redis'), processesIn(folder)]).toEqual([undefined, []]);
  expect((await servers('status')).stdout).toBe('No server of the lab is running.\n');

  expect(await servers('start', 'redis')).toMatchObject({ code: 0 });
  expect(pidOf('redis')).not.toBe(pid);
  expect(await withRedis(redis => redis.get('place'))).toBe('ada');
});

it('gives it no time for a farewell, which it has when it is stopped', async () => {
  const log = () => readFileSync(serverNamed('redis', lab).log, 'utf8');
  await servers('start', 'redis');
  await servers('kill', 'redis');
  expect(log()).not.toContain('bye bye');
  await servers('start', 'redis');
  await servers('stop', 'redis');
  expect(log()).toContain('bye bye');
});

it('kills the one that is named, though `need` has put its URL into the environment', async () => {
  await servers('start', 'redis', 'redis-2');
  environment.REDIS_URL = url;
  expect(await servers('kill', 'redis')).toMatchObject({ code: 0 });
  expect([pidOf('redis'), pidOf('redis-2')]).toEqual([undefined, expect.any(Number)]);
});

it('kills one node of a cluster, and leaves the others', async () => {
  expect(await servers('start', 'redis-cluster')).toMatchObject({ code: 0 });
  expect(await servers('kill', 'redis-cluster-2')).toMatchObject({ code: 0 });
  const nodes = ['redis-cluster', 'redis-cluster-2', 'redis-cluster-3', 'redis-cluster-4'];
  const alive = expect.any(Number);
  expect(nodes.map(pidOf)).toEqual([alive, undefined, alive, alive]);
});

it('says that a server does not run, which is an error: an experiment counts on the crash', async () => {
  expect(await servers('kill', 'redis')).toEqual({ code: 1, stdout: '', stderr: 'redis does not run\n' });
});

it('kills none of several when one of them does not run', async () => {
  await servers('start', 'redis');
  expect(await servers('kill', 'redis', 'redis-2')).toMatchObject({ code: 1, stderr: 'redis-2 does not run\n' });
  expect(pidOf('redis')).toBeDefined();
});

it(`refuses a server of the user's own, also when the lab has one of that name`, async () => {
  await servers('start', 'redis', 'redis-2');
  environment.REDIS_URL = serverNamed('redis-2', lab).url.replace('redis://', 'redis://:secret@');
  const refused = { code: 1, stdout: '', stderr: `redis is given by REDIS_URL, not the lab's own: kill it yourself\n` };
  expect(await servers('kill', 'redis')).toEqual(refused);
  expect([pidOf('redis'), pidOf('redis-2')]).toEqual([expect.any(Number), expect.any(Number)]);
  await servers('stop', 'redis');
  expect(await servers('kill', 'redis')).toEqual(refused);
});

it('asks for a name, and knows which there are', async () => {
  expect(await servers('kill')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('kill NAME …') });
  expect(await servers('kill', 'mysql')).toMatchObject({ code: 1, stderr: expect.stringContaining('no server') });
});
