import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../ticketmaster/testing/eventually.ts';
import { openLab } from '../servers/lab.fixture.ts';
import { allServers, labFrom } from '../servers/registry.ts';
import { environmentOf, laneCount, onlyOneLane, serversOf } from './lab-lanes.ts';

const GB = 2 ** 30;

it.each([
  ['a lane for each core and one more', undefined, 2, 24 * GB, 3],
  ['fewer where memory is short', undefined, 8, 8 * GB, 4],
  ['one on the smallest machine', undefined, 1, GB, 1],
  ['no more than have ports', undefined, 128, 512 * GB, 16],
  ['what LAB_LANES says', '5', 1, GB, 5],
])('there are %s', (_what, lanes, cores, memory, count) => expect(laneCount(lanes, cores, memory)).toBe(count));

it.each(['0', 'two', '17', '1.5'])('refuses LAB_LANES=%s', lanes => {
  expect(() => laneCount(lanes)).toThrow(`LAB_LANES must be a number from 1 to 16, got ${lanes}`);
});

it('gives each lane its own folder, ports and URLs; the first is the lab itself', () => {
  const environment = { LAB_DIR: '/tmp/lab', LAB_PORTS_FROM: '20000', HOME: '/home/ada', PORT: '3600' };
  const lab = labFrom(environment);
  expect(environmentOf(0, lab, environment)).toEqual(environment);
  expect(environmentOf(2, lab, environment)).toMatchObject({ LAB_DIR: '/tmp/lab/lanes/2', HOME: '/home/ada' });
  expect(environmentOf(2, lab, environment)).not.toHaveProperty('PORT');
  const labs = Array.from({ length: 16 }, (_, lane) => labFrom(environmentOf(lane, lab, environment)));
  const servers = labs.flatMap(allServers);
  const ports = servers.flatMap(({ port, kind }) => [0, ...(kind.ports ?? [])].map(offset => port + offset));
  expect(new Set(ports).size).toBe(ports.length);
  expect(new Set(servers.map(({ dir }) => dir)).size).toBe(servers.length);
  expect(labs[1]!.dir).toBe(join('/tmp/lab/lanes/1/servers'));
});

it('has one lane for a server of the user', async () => {
  const lab = { ...labFrom({}), provider: 'native' as const };
  expect(await onlyOneLane(lab, {})).toBeUndefined();
  expect(await onlyOneLane(lab, { REDIS_URL: 'redis://db:6379' })).toBe('REDIS_URL is set: one server for all');
});

it('stops in all lanes what was started since, and leaves what ran before', async () => {
  const { lab, environment, servers, close } = await openLab(2);
  try {
    await servers('need', 'redis');
    const lanes = [0, 1].map(lane => environmentOf(lane, lab, environment));
    const ours = await serversOf(lanes);
    await servers('need', 'redis-2');
    const { need, status } = await import('../servers/provision.ts');
    await need(['redis'], labFrom(lanes[1]!), lanes[1]!, () => {});
    await eventually(async () => {
      await status(labFrom(lanes[1]!), lanes[1]!); // asks each server, which costs it something: it is counted in hundredths of a second
      ours.look();
      expect(ours.cpu()).toBeGreaterThan(0);
    });
    await ours.stopStarted();
    const running = await Promise.all(lanes.map(env => status(labFrom(env), env)));
    expect(running.map(rows => rows.map(({ server }) => server))).toEqual([['redis'], []]);
  } finally {
    await close();
  }
});
