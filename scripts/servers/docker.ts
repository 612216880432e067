import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Say } from './kind.ts';
import { DEFAULT_PORTS_FROM, type Lab, type Server } from './registry.ts';

const run = promisify(execFile);
const PROJECT = 'ticketmaster-lab'; // as the files say; a variable of the user's would overrule them

/** Whether a Docker engine answers and has Compose: the client alone is not enough. */
export async function dockerAnswers(): Promise<boolean> {
  try {
    await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000 });
    await run('docker', ['compose', 'version'], { timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

/** Starts servers by their Compose files and waits for their health checks. */
export async function startInDocker(servers: Server[], lab: Lab, say: Say): Promise<void> {
  for (const [file, services] of byFile(servers, lab)) {
    say(`Starting ${services.join(', ')} with Docker Compose ...`);
    await compose(file, 'up', '--detach', '--wait', '--wait-timeout', '300', ...services);
  }
}

export async function stopInDocker(servers: Server[], lab: Lab): Promise<void> {
  for (const [file, services] of byFile(servers, lab)) await compose(file, 'stop', ...services);
}

/** Ends the containers as a crash would; what they stored stays. */
export async function killInDocker(servers: Server[], lab: Lab): Promise<void> {
  for (const [file, services] of byFile(servers, lab)) await compose(file, 'kill', '--signal', 'SIGKILL', ...services);
}

/** Removes the containers and what they stored: each has one volume, named like itself. */
export async function wipeInDocker(servers: Server[], lab: Lab): Promise<void> {
  for (const [file, services] of byFile(servers, lab)) {
    await compose(file, 'rm', '--stop', '--force', ...services);
    await docker(['volume', 'rm', '--force', ...services.map(service => `${PROJECT}_${service}`)]);
  }
}

/** The lab's services whose containers run, by Compose file and service name. */
export async function runningInDocker(servers: Server[], lab: Lab): Promise<Set<Server>> {
  const running = new Set<Server>();
  for (const [file] of byFile(servers, lab)) {
    const names = (await compose(file, 'ps', '--services', '--status', 'running')).split('\n');
    for (const server of servers)
      if (fileOf(server, lab) === file && names.includes(serviceOf(server))) running.add(server);
  }
  return running;
}

/** The URL at which Docker offers a server. */
export const urlInDocker = ({ kind, port }: Server, lab: Lab) =>
  kind.url(DEFAULT_PORTS_FROM + (kind.composePort ?? port - lab.portsFrom));

/** The command that shows a server's log. */
export const dockerLog = (server: Server) => `docker compose -f ${server.kind.composeFile} logs ${serviceOf(server)}`;

const serviceOf = (server: Server) => server.kind.composeService ?? server.name;
const fileOf = (server: Server, lab: Lab) => join(lab.repo, server.kind.composeFile);

function byFile(servers: Server[], lab: Lab): Map<string, string[]> {
  const files = Map.groupBy(servers, server => fileOf(server, lab));
  return new Map([...files].map(([file, members]) => [file, [...new Set(members.map(serviceOf))]]));
}

const compose = (file: string, ...args: string[]) => docker(['compose', '--file', file, ...args]);

async function docker(args: string[]): Promise<string> {
  // The two Compose files are one project: to each the containers of the other look like orphans.
  const env = { ...process.env, COMPOSE_PROJECT_NAME: PROJECT, COMPOSE_IGNORE_ORPHANS: 'true' };
  const { stdout } = await run('docker', args, { env, timeout: 900_000, maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}
