import { execFile, execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFree } from './ports.ts';
import { identify } from './process.ts';
import { allServers, type Lab, labFrom } from './registry.ts';

/** A lab of its own for a test file: its own folder, and ports that nobody uses; also for so many lanes of it. */
export async function openLab(lanes = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  const { from, claim } = await freePorts(lanes);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    LAB_DIR: folder,
    LAB_PORTS_FROM: `${from}`,
    LAB_PROVIDER: 'native',
  };
  const lab: Lab = labFrom(environment);
  for (const { variable } of allServers(lab)) delete environment[variable]; // those of test.sh
  return {
    lab,
    folder,
    environment,
    /** Runs the command line as a person would: `npm run servers -- …`. */
    servers: (...args: string[]) => cli(args, environment),
    async close() {
      await cli(['wipe'], environment);
      rmSync(folder, { recursive: true, force: true });
      for (const held of claim) held.close();
    },
  };
}

export const commandLine = join(import.meta.dirname, '../servers.ts');

export interface Ran {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

function cli(args: string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise(resolve => {
    execFile(process.execPath, [commandLine, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal ?? 1) : 0, stdout, stderr }),
    );
  });
}

/**
 * Below the ports that the system gives to clients, and above those of the lab and its lessons. The first port of each
 * lane is held: another test's lab, seeing this one's servers stopped for a moment, would take the rest for free.
 */
async function freePorts(lanes: number): Promise<{ from: number; claim: Server[] }> {
  for (let tries = 0; tries < 100; tries++) {
    const from = 16_000 + 100 * randomInt(64); // the bus of a cluster's nodes lies 10,000 above
    const bases = Array.from({ length: lanes }, (_, lane) => from + 100 * lane);
    const ports = bases.flatMap(base =>
      allServers(labFrom({ LAB_PORTS_FROM: `${base}` })).flatMap(({ port, kind }) =>
        [0, ...(kind.ports ?? [])].map(offset => port + offset),
      ),
    );
    const claim = (await Promise.all(bases.map(hold))).filter(held => held !== undefined);
    if (claim.length === lanes && (await Promise.all(ports.map(isFree))).every(Boolean)) return { from, claim };
    for (const held of claim) held.close();
  }
  throw new Error('There is no range of free ports between 16000 and 22400');
}

/** A listener on `port` that keeps no process alive; undefined when somebody else has it. */
function hold(port: number): Promise<Server | undefined> {
  return new Promise(resolve => {
    const server = createServer(socket => socket.end()).unref();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** The living processes that work in a folder, or below it, or have its name in their command. */
export function processesIn(folder: string): number[] {
  if (platform() !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return lines.filter(line => line.includes(folder)).map(line => Number.parseInt(line, 10));
  }
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.map(Number).filter(pid => {
    try {
      const seen = [readlinkSync(`/proc/${pid}/cwd`), readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      return identify(pid) && seen.some(text => text.includes(folder));
    } catch {
      return false; // gone meanwhile
    }
  });
}

/** Holds a port, as a program of somebody else's would. */
export async function stranger(port: number): Promise<{ close(): Promise<void> }> {
  const server = await hold(port);
  if (!server) throw new Error(`Port ${port} is taken already`);
  return { close: () => new Promise(closed => server.close(() => closed())) };
}
