import { afterAll, beforeAll, expect, it } from 'vitest';
import { programs } from './programs.fixture.ts';
import { commanded, openRedisGroup, primaryPort } from './redis.ts';
import { openServers, type Servers } from './servers.ts';

let servers: Servers;
let sentinels: { host: string; port: number }[];
beforeAll(async () => {
  servers = await openServers('redis-');
  ({ sentinels } = await openRedisGroup(servers, programs(), ['one', 'two']));
});
afterAll(() => servers?.end());

const on = <T>(name: string, ...[work]: [Parameters<typeof commanded<T>>[1]]) =>
  commanded(servers.named(name)!.port, work);

it('has on its replica what was written, and the replica takes no writes', async () => {
  await on('one', redis => redis.set('seen', '7'));
  await expect.poll(() => on('two', redis => redis.get('seen'))).toBe('7');
  await expect(on('two', redis => redis.set('seen', '8'))).rejects.toThrow('READONLY');
});

it('has another primary within seconds of the death of the first, as each Sentinel says', async () => {
  const ports = () => Promise.all(sentinels.map(({ port }) => primaryPort(port)));
  const [one, two] = [servers.named('one')!, servers.named('two')!];
  expect(await ports()).toEqual(Array(3).fill(one.port));
  await one.kill();
  await expect.poll(ports, { timeout: 10_000 }).toEqual(Array(3).fill(two.port));
  await expect.poll(() => on('two', redis => redis.set('seen', '8')).catch(() => '')).toBe('OK');
});
