// A stand-in for the `docker` command writes down what it is asked; no engine is needed, and none is tested.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventually } from '../../ticketmaster/testing/eventually.ts';
import { openLab } from './lab.fixture.ts';
import { kill, need, status, stop, wipe } from './provision.ts';
import { labFrom, serverNamed } from './registry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function standIn({ engine, running = '' }: { engine: boolean; running?: string }) {
  const path = join(folder, 'docker');
  const calls = join(folder, 'calls');
  writeFileSync(
    path,
    `#!/bin/sh\necho "$@" >> '${calls}'; echo "$COMPOSE_PROJECT_NAME" > '${folder}/project'\n[ ${engine} = true ] || exit 1\ncase "$*" in *" ps "*) printf '${running}' ;; esac\n`,
  );
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
  const lab = labFrom({ LAB_DIR: folder });
  const asked = () => (existsSync(calls) ? readFileSync(calls, 'utf8').replaceAll(`${lab.repo}/`, '') : '');
  return { lab, asked, say: () => {} };
}

it('starts servers by their Compose files where an engine answers', async () => {
  const { lab, asked, say } = standIn({ engine: true });
  expect(await need(['postgres', 'redis-2', 'sqs', 'dynamodb'], lab, {}, say)).toEqual({
    PG_URL: 'postgres://lab:lab@127.0.0.1:14321/postgres',
    REDIS_URL_2: 'redis://127.0.0.1:14342',
    SQS_ENDPOINT: 'http://127.0.0.1:14381',
    DYNAMODB_ENDPOINT: 'http://127.0.0.1:14391',
  });
  expect(asked()).toContain(
    'compose --file ticketmaster/docker-compose.yml up --detach --wait --wait-timeout 300 postgres redis-2\n',
  );
  expect(asked()).toContain(
    'compose --file docker-compose.localstack.yml up --detach --wait --wait-timeout 300 localstack dynamodb\n',
  );
});

it('uses a URL in the environment before it asks Docker', async () => {
  const { lab, asked, say } = standIn({ engine: true });
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await eventually(() => expect(server.listening).toBe(true));
  const url = `redis://127.0.0.1:${(server.address() as { port: number }).port}`;
  expect(await need(['redis'], lab, { REDIS_URL: url }, say)).toEqual({ REDIS_URL: url });
  expect(asked()).toBe('');
  server.close();
});

it('shows, stops and wipes what runs there, and nothing else', async () => {
  const { lab, asked, say } = standIn({ engine: true, running: 'redis\\n' });
  expect(await status(lab, {})).toMatchObject([
    { server: 'redis', provider: 'docker', pid: '-', log: expect.stringContaining('logs redis') },
  ]);
  expect(await stop([], lab, say)).toEqual(['redis']);
  expect(asked()).toContain('compose --file ticketmaster/docker-compose.yml stop redis\n');
  await wipe(['redis'], lab, say);
  expect(asked()).toContain('compose --file ticketmaster/docker-compose.yml rm --stop --force redis\n');
  expect(asked()).toContain('volume rm --force ticketmaster-lab_redis\n');
});

it('kills what runs there, with SIGKILL, and says what does not', async () => {
  const { lab, asked } = standIn({ engine: true, running: 'redis\\nlocalstack\\n' });
  await kill(['redis', 'sqs'], lab, { REDIS_URL: 'redis://127.0.0.1:14341' });
  expect(asked()).toContain('compose --file ticketmaster/docker-compose.yml kill --signal SIGKILL redis\n');
  expect(asked()).toContain('compose --file docker-compose.localstack.yml kill --signal SIGKILL localstack\n');
});

it('kills one node of a cluster whose nodes have containers of their own, and none where they share one', async () => {
  const { lab, asked } = standIn({ engine: true, running: 'restate-cluster\\nrestate-cluster-2\\nredis-cluster\\n' });
  await kill(['restate-cluster-2'], lab, {});
  expect(asked()).toContain(' kill --signal SIGKILL restate-cluster-2\n');
  await expect(kill(['redis-cluster-2'], lab, {})).rejects.toThrow('shares a container');
});

it('kills nothing there when one does not run, or is the own of the user', async () => {
  const { lab, asked } = standIn({ engine: true, running: 'redis\\n' });
  await expect(kill(['redis', 'redis-2'], lab, {})).rejects.toThrow('redis-2 does not run');
  await expect(kill(['redis'], lab, { REDIS_URL: 'redis://db.example:6379' })).rejects.toThrow('is given by REDIS_URL');
  expect(asked()).not.toContain(' kill ');
});

it('is about the project of the lab, also for a user who has one in the environment', async () => {
  vi.stubEnv('COMPOSE_PROJECT_NAME', 'shop');
  const { lab, say } = standIn({ engine: true });
  await need(['redis'], lab, {}, say);
  expect(readFileSync(join(folder, 'project'), 'utf8')).toBe('ticketmaster-lab\n');
});

it('gives a native server where no engine answers, and keeps to it when one does later', async () => {
  const { lab, close } = await openLab();
  const anywhere = { ...lab, provider: 'auto' } as const;
  const native = { REDIS_URL: serverNamed('redis', lab).url };
  try {
    const { say } = standIn({ engine: false });
    expect(await need(['redis'], anywhere, {}, say)).toEqual(native);
    const { asked } = standIn({ engine: true });
    expect(await need(['redis'], anywhere, {}, say)).toEqual(native);
    expect(asked()).not.toContain(' up ');
    expect(await status(anywhere, {})).toMatchObject([{ server: 'redis', provider: 'native' }]);
  } finally {
    await close();
  }
});

it('refuses when Docker is demanded and no engine answers', async () => {
  const { lab, say } = standIn({ engine: false });
  await expect(need(['redis'], { ...lab, provider: 'docker' }, {}, say)).rejects.toThrow('no engine answers');
});

it('asks no more of Docker than whether it answers, when it does not', async () => {
  const { lab, asked } = standIn({ engine: false });
  expect(await status(lab, {})).toEqual([]);
  expect(asked()).toBe('version --format {{.Server.Version}}\n');
});
