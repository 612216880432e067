import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { proxiesTo } from '@ticketmaster/testing/proxies';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { expect, it, onTestFinished, vi } from 'vitest';
import { addressOf, connectToCluster } from './cluster.ts';

const url = env.text('REDIS_CLUSTER_URL');

/** A client that reaches every node through a proxy of its own. */
async function throughProxies(withinMs: number) {
  const direct = await connectToCluster(url);
  const proxies = await proxiesTo(direct.nodes('all').map(addressOf), 'redis');
  const cluster = await connectToCluster(url, { natMap: proxies.natMap, withinMs });
  onTestFinished(async () => {
    cluster.disconnect();
    direct.disconnect();
    await proxies.close();
  });
  return { cluster, all: proxies.all };
}

it('finds keys on all nodes, and does not wait for one that is silent for longer than it says', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { cluster, all } = await throughProxies(150);
  const keys = Array.from({ length: 12 }, () => unique('key'));
  await eventually(() => Promise.all(keys.map(key => cluster.set(key, 'A', 'EX', 60)))); // a busy machine may be silent for so long, too
  await eventually(async () =>
    expect(await Promise.all(keys.map(key => cluster.get(key)))).toEqual(keys.map(() => 'A')),
  );
  all(proxy => proxy.freeze());
  await expect(cluster.get(keys[0]!)).rejects.toThrow('Command timed out');
  all(proxy => proxy.mend());
  await eventually(async () => expect(await cluster.get(keys[0]!)).toBe('A'));
  logged.mockRestore();
});

it('says that nobody answers, and lets go of what it has opened', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  await expect(connectToCluster('redis://127.0.0.1:1', { startMs: 300 })).rejects.toThrow('does not answer');
  expect(logged.mock.calls.length).toBe(1);
  logged.mockRestore();
});

it('waits at its start for a cluster that is just coming, whatever goes wrong before', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const proxy = await proxyTo(url);
  onTestFinished(proxy.close);
  proxy.cut();
  const starting = connectToCluster(proxy.url);
  await eventually(() => expect(logged).toHaveBeenCalled()); // it has tried, in vain
  proxy.mend();
  const cluster = await starting;
  expect(await cluster.ping()).toBe('PONG');
  cluster.disconnect();
  logged.mockRestore();
});
