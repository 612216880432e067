// Real PostgreSQL and Redis whose start, stop or wipe is disturbed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { commandLine, openLab, processesIn } from './lab.fixture.ts';
import { runningNative, startNative } from './native.ts';
import { serverNamed } from './registry.ts';

const { lab, folder, environment, servers, close } = await openLab();
afterEach(async () => {
  await servers('stop');
  await vi.waitFor(() => expect(processesIn(folder)).toEqual([]), 10_000);
});
afterAll(close);

const quiet = () => {};
const pidOf = (name: string) => runningNative(serverNamed(name, lab))?.process.pid;
const recordOf = (name: string) => join(serverNamed(name, lab).dir, 'server.json');

it.each(['redis', 'postgres'])('%s that was killed a moment ago, and is still ending, is started anew', async name => {
  const server = serverNamed(name, lab);
  for (let round = 0; round < 5; round++) {
    const { process: before } = await startNative(server, quiet);
    process.kill(before.pid, 'SIGKILL');
    expect((await startNative(server, quiet)).process.pid).not.toBe(before.pid);
  }
});

it.each([
  ['redis', 'SIGINT', 'says that it starts'],
  ['redis', 'SIGKILL', 'says that it starts'],
  ['redis', 'SIGKILL', 'has started its process'],
  ['postgres', 'SIGKILL', 'has started its process'],
] as const)('%s comes up when the first terminal got %s the moment it %s', async (name, signal, moment) => {
  await servers('need', name);
  await servers('stop');
  const terminal = spawn(process.execPath, [commandLine, 'need', name], { env: environment });
  const ended = once(terminal, 'exit');
  if (moment === 'says that it starts') await once(terminal.stderr, 'data');
  else await vi.waitFor(() => expect(existsSync(recordOf(name))).toBe(true), { interval: 1, timeout: 60_000 });
  terminal.kill(signal);
  await ended;
  expect(await servers('need', name)).toMatchObject({ code: 0 });
});

it('postgres that cannot start shows the end of its log and leaves nothing running', async () => {
  await servers('need', 'postgres');
  await servers('stop');
  writeFileSync(join(serverNamed('postgres', lab).data, 'global/pg_control'), 'nonsense');
  const { code, stderr } = await servers('need', 'postgres');
  expect(code).toBe(1);
  expect(stderr).toMatch(/postgres ended while it was starting\. The end of .*log:\n.*pg_control/s);
  expect(existsSync(recordOf('postgres'))).toBe(false);
  await servers('wipe', 'postgres');
});

it('whoever wipes and whoever starts, at the same instant, wait for each other', async () => {
  await servers('need', 'redis');
  const verbs = ['wipe', 'need', 'wipe', 'need'];
  const ran = await Promise.all(verbs.map(verb => servers(verb, 'redis')));
  expect(ran.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0]);
});

it('a server that runs is not sought on other ports, but named with its own', async () => {
  await servers('need', 'redis');
  const { LAB_PORTS_FROM } = environment;
  const url = serverNamed('redis', lab).url;
  environment.LAB_PORTS_FROM = `${lab.portsFrom + 1000}`;
  try {
    const { code, stderr } = await servers('need', 'redis');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^redis runs already, on port \d+, and LAB_PORTS_FROM asks for \d+\. Stop it first/);
    expect((await servers('status')).stdout).toContain(url);
  } finally {
    environment.LAB_PORTS_FROM = LAB_PORTS_FROM;
  }
});

it('a record that a power failure emptied is no record', async () => {
  await servers('need', 'redis');
  await servers('stop');
  writeFileSync(recordOf('redis'), '');
  expect((await servers('status')).stdout).toBe('No server of the lab is running.\n');
  expect(await servers('need', 'redis')).toMatchObject({ code: 0 });
});

it('stops the one that is named', async () => {
  await servers('need', 'redis', 'redis-2');
  expect((await servers('stop', 'redis', 'redis')).stdout).toBe('Stopped: redis\n');
  expect([pidOf('redis'), pidOf('redis-2')]).toEqual([undefined, expect.any(Number)]);
});

it('prints nothing that a shell would run when the command is wrong', async () => {
  expect(await servers('ned', 'redis')).toMatchObject({
    ...{ code: 2, stdout: '', stderr: expect.stringContaining(`The lab's servers`) },
  });
});
