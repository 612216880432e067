import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ticketmaster/testing/eventually';
import { isAlive } from '@ticketmaster/testing/processes';
import { expect, it } from 'vitest';
import { openAll } from './owner.fixture.ts';

it('leaves no process and no folder when it has ended', async () => {
  const { servers, pids } = await openAll();
  expect(pids.map(isAlive)).toEqual(Array(7).fill(true));
  await servers.end();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(servers.folder)).toBe(false);
});

it('leaves no process and no folder where its owner is killed', async () => {
  const owner = spawn(process.execPath, [join(import.meta.dirname, 'owner.fixture.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  owner.stdout.setEncoding('utf8').on('data', text => (printed += text));
  const { pids, folder } = await eventually(() => JSON.parse(printed) as { pids: number[]; folder: string });
  expect(pids.map(isAlive)).toEqual(Array(7).fill(true));
  owner.kill('SIGKILL');
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  await eventually(() => expect(existsSync(folder)).toBe(false));
});
