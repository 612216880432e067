import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allServers, labFrom, serverNamed, serversFor } from './registry.ts';

const lab = labFrom({ LAB_DIR: '/tmp/lab' });

it('gives each server its own port, folder and variable', () => {
  const servers = allServers(lab);
  const ports = servers.flatMap(({ port, kind }) => [0, ...(kind.ports ?? [])].map(offset => port + offset));
  expect(new Set(ports).size).toBe(ports.length);
  expect(new Set(servers.map(({ dir }) => dir)).size).toBe(servers.length);
  expect(new Set(servers.map(({ variable }) => variable)).size).toBe(servers.length);
});

it.each([
  ['postgres', 'PG_URL', 'postgres://lab:lab@127.0.0.1:14321/postgres'],
  ['postgres-2', 'PG_URL_2', 'postgres://lab:lab@127.0.0.1:14322/postgres'],
  ['redis-5', 'REDIS_URL_5', 'redis://127.0.0.1:14345'],
  ['rabbitmq', 'AMQP_URL', 'amqp://lab:lab@127.0.0.1:14351'],
  ['kafka', 'KAFKA_BROKERS', '127.0.0.1:14361'],
  ['restate', 'RESTATE_URL', 'http://127.0.0.1:14331'],
  ['restate-cluster-3', 'RESTATE_CLUSTER_URL_3', 'http://127.0.0.1:14385'],
])('knows %s', (name, variable, url) => {
  expect(serverNamed(name, lab)).toMatchObject({ variable, url });
});

it('takes all nodes of a cluster together', () => {
  expect(serversFor('redis-cluster', lab).map(({ port }) => port)).toEqual([14371, 14372, 14373, 14374]);
});

it.each(['mysql', 'redis-6', 'redis-1', 'redis-0', 'kafka-22', 'constructor', ''])(
  'knows no server "%s", and says which there are',
  name => {
    expect(() => serverNamed(name, lab)).toThrow(/There is no server '.*'\. There are: postgres/);
  },
);

it.each([
  [{ LAB_PORTS_FROM: 'high' }, 'LAB_PORTS_FROM'],
  [{ LAB_PORTS_FROM: '80' }, 'LAB_PORTS_FROM'],
  [{ LAB_PORTS_FROM: '55001' }, 'LAB_PORTS_FROM'],
  [{ LAB_PROVIDER: 'podman' }, 'LAB_PROVIDER'],
])('refuses the setting %o', (environment, name) => {
  expect(() => labFrom(environment)).toThrow(name);
});

it('takes an empty setting for none, and LAB_DIR from the top of the repo, wherever it is read', () => {
  const { repo, ...settings } = labFrom({ LAB_DIR: '', LAB_PORTS_FROM: '', LAB_PROVIDER: '' });
  expect(settings).toEqual({ dir: join(repo, '.lab/servers'), portsFrom: 14_300, provider: 'auto' });
  expect(labFrom({ LAB_DIR: 'other' }).dir).toBe(join(repo, 'other/servers'));
});
