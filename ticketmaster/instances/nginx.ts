import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ticketmaster/testing/eventually';

export interface NginxParts {
  /** The path of the program. */
  nginx: string;
  port: number;
  /**
   * Its configuration, which includes http.conf and server.conf of this folder, and has `pid nginx.pid`. PORT and UPSTREAMS stand for what is known
   * only here.
   */
  template: string;
  /** URLs of the instances. */
  upstreams: string[];
  /** Is handed what it prints. */
  print?: (text: string) => void;
}

/** It becomes nginx; beside it something waits for the end of standard input, which comes when this process ends, however, and ends nginx. */
const WITH_PARENT = 'exec 3<&0; (cat <&3 >/dev/null; kill $$ 2>/dev/null) & exec "$@" </dev/null 3<&-';

/** nginx in front of the instances, in a folder of its own that `end` removes. Rejects with what it said where it does not start. */
export async function openNginx({ nginx, port, template, upstreams, print = () => {} }: NginxParts) {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  const url = `http://127.0.0.1:${port}`;
  const servers = upstreams.map(one => `server ${new URL(one).host} max_fails=1 fail_timeout=1s;`);
  const here = (name: string) => join(import.meta.dirname, name);
  for (const [name, from] of [
    ['nginx.conf', template],
    ['http.conf', here('http.conf')],
    ['server.conf', here('server.conf')],
  ] as const) {
    const text = await readFile(from, 'utf8');
    await writeFile(join(folder, name), text.replace('UPSTREAMS', servers.join(' ')).replace('PORT', `${port}`));
  }
  let running: { child: ChildProcess; ended: Promise<unknown> } | undefined;

  async function start(): Promise<void> {
    let printed = '';
    const args = ['-e', 'stderr', '-p', folder, '-c', 'nginx.conf'];
    const child = spawn('sh', ['-c', WITH_PARENT, 'sh', nginx, ...args], {
      ...{ detached: true, cwd: folder }, // a group of its own: Ctrl-C does not reach it before the instances have finished
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit').then(() => killGroup(child));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-4_000);
      print(text);
    });
    await eventually(async () => {
      if (isGone(child)) return; // below
      const pid = await readFile(join(folder, 'nginx.pid'), 'utf8'); // written when it has the port: else another answers there
      if (Number(pid) !== child.pid) throw new Error(`nginx.pid is of another start: ${pid}`);
      await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }); // any answer
    }, 10_000).catch(error => {
      killGroup(child);
      throw error;
    });
    if (isGone(child)) throw new Error(`nginx does not start:\n${printed}`);
    running = { child, ended };
  }

  async function leave(signal: NodeJS.Signals): Promise<void> {
    const leaving = running;
    running = undefined;
    leaving?.child.kill(signal);
    await leaving?.ended;
  }

  const clean = () => rm(folder, { recursive: true, force: true });
  await start().catch(async error => {
    await clean();
    throw error;
  });
  return {
    ...{ name: 'nginx', url, start },
    diedByItself: () => running !== undefined && isGone(running.child),
    /** With all that it started: a worker alone would keep the port. */
    async kill(): Promise<void> {
      if (running) killGroup(running.child);
      await leave('SIGKILL');
    },
    /** Takes no new work, finishes what is in flight while `meanwhile` is done, and ends; by force a second later. */
    async end(meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
      const child = running?.child;
      const left = leave('SIGQUIT');
      await meanwhile();
      const force = setTimeout(() => child && killGroup(child), 1_000);
      await left;
      clearTimeout(force);
      await clean();
    },
  };
}

export type Nginx = Awaited<ReturnType<typeof openNginx>>;

const isGone = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch {
    // nobody is left
  }
}
