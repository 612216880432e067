import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from './process.ts';
import { allServers, type Lab, labFrom } from './registry.ts';

/** A lab of its own for a test file: its own folder, and ports that no other lab uses. */
export function openLab(portsFrom: number) {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    LAB_DIR: folder,
    LAB_PORTS_FROM: `${portsFrom}`,
    LAB_PROVIDER: 'native',
  };
  const lab: Lab = labFrom(environment);
  for (const { variable } of allServers(lab)) delete environment[variable]; // those of scripts/test.sh
  return {
    lab,
    folder,
    environment,
    /** Runs the command line as a person would: `npm run servers -- …`. */
    servers: (...args: string[]) => cli(args, environment),
    async close() {
      await cli(['wipe'], environment);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Ran {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

function cli(args: string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../servers.ts'), ...args],
      { env, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error ? (error.code ?? error.signal ?? 1) : 0, stdout, stderr }),
    );
  });
}

/** The living processes that work in a folder, or below it. */
export const processesIn = (folder: string): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        return identify(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        return false;
      }
    });

/** Holds a port, as a program of somebody else's would. */
export function stranger(port: number): Promise<{ close(): Promise<void> }> {
  return new Promise(resolve => {
    const server = createServer(socket => socket.end());
    server.listen(port, '127.0.0.1', () =>
      resolve({ close: () => new Promise(closed => server.close(() => closed())) }),
    );
  });
}
