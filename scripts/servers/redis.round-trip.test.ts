// What the lessons need of Redis: streams with groups, Lua, and five servers that know nothing of each other.
import { Redis } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { unique, urlOf } from './round-trip.ts';

const servers = ['REDIS_URL', 'REDIS_URL_2', 'REDIS_URL_3', 'REDIS_URL_4', 'REDIS_URL_5'].map(
  name => new Redis(urlOf(name)),
);
const [redis] = servers as [Redis, ...Redis[]];
afterAll(() => Promise.all(servers.map(server => server.quit())));

it('hands a stream entry to one of a group, and to another when the first dies with it', async () => {
  const line = unique('line');
  await redis.xgroup('CREATE', line, 'gates', '0', 'MKSTREAM');
  const id = await redis.xadd(line, '*', 'visitor', 'ada');
  const read = (gate: string) => redis.xreadgroup('GROUP', 'gates', gate, 'COUNT', 1, 'STREAMS', line, '>');
  expect(await read('east')).toEqual([[line, [[id, ['visitor', 'ada']]]]]);
  expect(await read('west')).toBeNull();
  const [, claimed] = (await redis.xautoclaim(line, 'gates', 'west', 0, '0')) as [string, [string, string[]][]];
  expect(claimed).toEqual([[id, ['visitor', 'ada']]]);
  expect(await redis.xack(line, 'gates', id!)).toBe(1);
  await redis.del(line);
});

it('runs Lua as one step', async () => {
  const key = unique('lock');
  const take = (owner: string) =>
    redis.eval(`return redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', 60000) and 1 or 0`, 1, key, owner);
  expect([await take('ada'), await take('bob')]).toEqual([1, 0]);
  await redis.del(key);
});

it('writes what it was told to disk', async () => {
  expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
});

it('is five servers', async () => {
  const key = unique('where');
  await Promise.all(servers.map((server, i) => server.set(key, i, 'EX', 60)));
  expect(await Promise.all(servers.map(server => server.get(key)))).toEqual(['0', '1', '2', '3', '4']);
});
