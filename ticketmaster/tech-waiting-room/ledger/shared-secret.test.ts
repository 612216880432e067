import { env } from '@ticketmaster/common/env';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { Redis } from 'ioredis';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { sharedSecret } from './shared-secret.ts';

const url = env.text('REDIS_URL');
const redis = new Redis(url);
afterAll(() => redis.quit());

let time = 0;
const now = () => time;
const second = () => (time += 1_000);

it('is the same for all servers, and ends when no server has asked for long', async () => {
  const [north, south] = [sharedSecret(redis, now), sharedSecret(redis, now)];
  expect((await north()).export()).toEqual((await south()).export());
  expect((await north()).symmetricKeySize).toBe(32);
  expect(await redis.ttl('waiting-room:secret')).toBeGreaterThan(80 * 86_400);
});

it('is put back after a flush, and whoever comes after it gets the same one', async () => {
  const north = sharedSecret(redis, now);
  const before = await north();
  await redis.del('waiting-room:secret');
  second();
  expect(await north()).toBe(before); // the same object: who keeps what was verified by it need not do that again
  expect((await sharedSecret(redis, now)()).export()).toEqual(before.export());
});

it('is agreed on within a second where a new server was faster', async () => {
  const north = sharedSecret(redis, now);
  const before = await north();
  await redis.del('waiting-room:secret');
  const ofNewServer = await sharedSecret(redis, now)();
  expect(ofNewServer.export()).not.toEqual(before.export());
  second();
  expect((await north()).export()).toEqual(ofNewServer.export());
});

it('is known while Redis is away to whoever knew it before, and to nobody else', async () => {
  const proxy = await proxyTo(url);
  const through = new Redis(proxy.url, { commandTimeout: 200, maxRetriesPerRequest: null });
  through.on('error', () => {});
  onTestFinished(async () => {
    through.disconnect();
    await proxy.close();
  });
  const north = sharedSecret(through, now);
  const before = await north();
  proxy.cut();
  second();
  expect(await north()).toBe(before);
  second();
  const later = new Promise(done => setTimeout(done, 100, 'waits'));
  expect(await Promise.race([north(), later])).toBe(before); // it was found out a second ago
  await expect(sharedSecret(through, now)()).rejects.toMatchObject({ status: 503, retryable: true });
});
