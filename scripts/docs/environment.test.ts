import { expect, it, onTestFinished } from 'vitest';
import { stranger } from '../servers/lab.fixture.ts';
import { allServers, labFrom } from '../servers/registry.ts';
import { walkthroughEnvironment } from './environment.ts';

const portOf = async (LAB_PORTS_FROM: string) => Number((await walkthroughEnvironment({ LAB_PORTS_FROM })).PORT);

it('gives walkthroughs of labs beside each other ports that never meet, nor those of their servers', async () => {
  const labs = ['40300', '40400', '40500'];
  const walks = await Promise.all(labs.map(portOf));
  const listening = [...walks, ...walks.map(port => port + 9)].flatMap(port =>
    [0, 10, 20, 30, 40, 50].map(ten => port + ten),
  );
  const servers = labs.flatMap(LAB_PORTS_FROM => allServers(labFrom({ LAB_PORTS_FROM })));
  const all = [
    ...listening,
    ...servers.flatMap(({ port, kind }) => [0, ...(kind.ports ?? [])].map(offset => port + offset)),
  ];
  expect(new Set(all).size).toBe(all.length);
});

it('does not start where the second server of the README would find its port taken', async () => {
  const other = await stranger(40_610);
  onTestFinished(other.close);
  expect(await portOf('40600')).toBe(40_609);
  const another = await stranger(40_619);
  onTestFinished(another.close);
  expect(await portOf('40600')).not.toBeOneOf([40_600, 40_609]);
});
