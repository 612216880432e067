import { expect, it, onTestFinished } from 'vitest';
import { stranger } from '../servers/lab.fixture.ts';
import { allServers, labFrom } from '../servers/registry.ts';
import { walkthroughEnvironment } from './environment.ts';

const portOf = async (LAB_PORTS_FROM: string) => Number((await walkthroughEnvironment({ LAB_PORTS_FROM })).PORT);

it('gives walkthroughs of labs beside each other ports that never meet, nor those of their servers', async () => {
  const labs = ['30300', '30400', '30500'];
  const walks = await Promise.all(labs.map(portOf));
  const listening = [...walks, ...walks.map(port => port + 9)].flatMap(port =>
    [0, 10, 20, 30, 40, 50].map(ten => port + ten),
  );
  listening.push(...walks.flatMap(port => [1, 2, 3, 4, 5, 6, 7, 8].map(next => port + next)));
  const servers = labs.flatMap(LAB_PORTS_FROM => allServers(labFrom({ LAB_PORTS_FROM })));
  const all = [
    ...listening,
    ...servers.flatMap(({ port, kind }) => [0, ...(kind.ports ?? [])].map(offset => port + offset)),
  ];
  expect(new Set(all).size).toBe(all.length);
});

// Ports below 32768: a client of any test may be given one above.
it('does not start where the second server of the README would find its port taken', async () => {
  const other = await stranger(30_610);
  onTestFinished(other.close);
  expect(await portOf('30600')).toBe(30_609);
  const another = await stranger(30_619);
  onTestFinished(another.close);
  expect(await portOf('30600')).not.toBeOneOf([30_600, 30_609]);
});
