import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { eventually, unique } from './eventually.ts';
import { freePort, isAlive, spawnServer } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'testing-'));
afterAll(() => rmSync(folder, { recursive: true }));

function script(text: string): string {
  const path = join(folder, `${unique('script')}.mjs`);
  writeFileSync(path, text);
  return path;
}

it('waits for what becomes true, and reports the last failure of what does not', async () => {
  let tries = 0;
  await eventually(() => expect(++tries).toBe(3));
  await expect(eventually(() => Promise.reject(new Error('still dark')), 60)).rejects.toThrow('still dark');
});

it('starts a server, knows its URL and how it ended', async () => {
  const server = await spawnServer(script(`console.log('READY http://here'); setInterval(() => {}, 1000)`));
  expect(server.url).toBe('http://here');
  expect(await server.end('SIGKILL')).toBe('SIGKILL');
});

it('shows what a server printed that ended while it was starting', async () => {
  await expect(spawnServer(script(`console.log('no database'); process.exit(3)`))).rejects.toThrow('no database');
});

it('knows who is alive, and takes no number for a process that is none', async () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(() => isAlive(0)).toThrow('0 is no process');
  expect(() => isAlive(Number('x'))).toThrow('NaN is no process');
});

it('knows a free port, which nobody is given by chance, and says which wanted one is taken', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(25_000);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  const port = ports[0]!;
  const taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  await expect(freePort(port)).rejects.toThrow(`Port ${port} cannot be had`);
  taken.close();
  await once(taken, 'close');
  expect(await freePort(port)).toBe(port);
});
