// The whole topology ends with who started it, however that ends.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { freePort, isAlive, spawnServer } from '@ticketmaster/testing/processes';
import { expect, it, onTestFinished } from 'vitest';

/** Of the process and all below it: their ids. */
function family(root: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = lines.map(line => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] => pairs.flatMap(([pid, of]) => (of === parent ? [pid, ...below(pid)] : []));
  return [root, ...below(root)];
}

it.each(['SIGTERM', 'SIGKILL'] as const)('%s leaves no process', async signal => {
  const STORE_FOLDER = await mkdtemp(join(tmpdir(), 'store-'));
  onTestFinished(() => rm(STORE_FOLDER, { recursive: true }));
  const topology = await spawnServer(join(import.meta.dirname, 'topology.ts'), {
    ...{ PIPELINE: unique('topology'), STORE_FOLDER, PORT: `${await freePort()}` },
    ...{ STORE_PORT: '0', MONITORING_PORT: '0' }, // beside a free port may be one that is not
  });
  const pids = family(topology.process.pid!);
  expect(pids.length).toBeGreaterThan(8); // nginx, two APIs, scaler, two workers, store, monitoring, Prometheus, Alertmanager
  expect(await topology.end(signal)).toBe(signal === 'SIGTERM' ? 0 : 'SIGKILL');
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]), 20_000);
});
