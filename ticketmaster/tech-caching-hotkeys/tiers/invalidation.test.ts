import { eventually } from '@ticketmaster/testing/eventually';
import { afterAll, expect, it } from 'vitest';
import { announcer, type Change, listenForChanges } from './invalidation.ts';
import { openCluster } from './tiers.fixture.ts';

const here = await openCluster();
const there = await openCluster();
afterAll(() => Promise.all([here.close(), there.close()]));

it('tells tier 2 first and then every process, on sharded channels of more than one node', async () => {
  const { prefix } = here;
  const heard: Change[] = [];
  let missed = 0;
  await listenForChanges(there.cluster, prefix, { changed: change => heard.push(change), missed: () => missed++ });
  const announce = announcer(here.cluster, here.numbers(), { prefix });
  const changes = Array.from({ length: 30 }, (_, n) => ({ id: `E${n}`, version: n + 2, readAt: Date.now() }));
  await Promise.all(changes.map(announce));
  await eventually(() => expect(heard.toSorted((a, b) => a.version - b.version)).toEqual(changes));
  expect(await here.numbers().get('version:E7')).toMatchObject({ value: 9 });
  expect(missed).toBe(0);

  const channels = await Promise.all(
    there.cluster.nodes('master').map(node => node.call('PUBSUB', 'SHARDCHANNELS', `${prefix}*`) as Promise<string[]>),
  );
  expect(channels.flat()).toHaveLength(8);
  expect(channels.filter(({ length }) => length > 0).length).toBeGreaterThan(1);
});

it('passes over what makes no sense', async () => {
  const heard: Change[] = [];
  await listenForChanges(there.cluster, `${there.prefix}x`, {
    changed: change => heard.push(change),
    missed: () => {},
  });
  const say = (text: string) => here.cluster.spublish(`${there.prefix}xchanged:0`, text);
  for (const text of ['', 'null', '[]', '{"id": 1}', '["E1", "2", 3]', '["E1", 1.5, 3]']) await say(text);
  await say('["E1", 2, 3]');
  await eventually(() => expect(heard).toEqual([{ id: 'E1', version: 2, readAt: 3 }]));
});

it('experiment 12: says that messages may have been missed when a connection was lost, and hears again', async () => {
  const listener = await openCluster();
  const heard: number[] = [];
  let missed = 0;
  await listenForChanges(listener.cluster, listener.prefix, {
    changed: ({ version }) => heard.push(version),
    missed: () => missed++,
  });
  const announce = announcer(here.cluster, here.numbers(), { prefix: listener.prefix });
  const say = (version: number) => announce({ id: 'E1', version, readAt: Date.now() });
  await say(1);
  await eventually(() => expect(heard).toEqual([1]));
  for (const node of here.cluster.nodes('master')) {
    const clients = String(await node.client('LIST'));
    const subscribers = clients.split('\n').filter(line => /ssub=[1-9]/.test(line));
    for (const line of subscribers) await node.client('KILL', 'ID', line.match(/^id=(\d+)/)![1]!);
  }
  await eventually(() => expect(missed).toBeGreaterThan(0));
  await eventually(async () => {
    await say(2);
    expect(heard).toContain(2);
  });
  await listener.close();
});
