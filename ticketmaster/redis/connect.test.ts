import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { expect, it, onTestFinished, vi } from 'vitest';
import { connectToRedis } from './connect.ts';

const url = env.text('REDIS_URL');

it('comes back by itself, and says once that Redis is away and once that it is back', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const proxy = await proxyTo(url);
  const redis = connectToRedis(proxy.url, {}, 'nobody is let in');
  onTestFinished(async () => {
    redis.disconnect();
    await proxy.close();
    logged.mockRestore();
  });
  await redis.ping();
  proxy.cut(3);
  expect(await redis.ping()).toBe('PONG'); // waited for it
  const said = logged.mock.calls.map(([line]) => String(line).replace(/127[.\d:]+/, 'here'));
  expect(said[0]).toMatch(/^Redis at here is away, nobody is let in: /);
  expect(said.slice(1)).toEqual(['Redis at here is back']);
});

it('waits for an answer no longer than it says', async () => {
  const proxy = await proxyTo(url);
  const redis = connectToRedis(proxy.url, { commandTimeout: 100 });
  onTestFinished(async () => {
    redis.disconnect();
    await proxy.close();
  });
  await eventually(() => redis.ping());
  proxy.freeze();
  await expect(redis.ping()).rejects.toThrow('Command timed out');
});

it('keeps what two parts store apart by their prefixes', async () => {
  const name = unique('seat');
  const [a, b] = ['a:', 'b:'].map(keyPrefix => connectToRedis(url, { keyPrefix: unique(keyPrefix) }));
  onTestFinished(() => void [a, b].map(redis => redis!.disconnect()));
  await a!.set(name, 'ada', 'EX', 60);
  expect([await a!.get(name), await b!.get(name)]).toEqual(['ada', null]);
});
