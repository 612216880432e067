import {
  dockerAnswers,
  dockerLog,
  killInDocker,
  runningInDocker,
  startInDocker,
  stopInDocker,
  urlInDocker,
  wipeInDocker,
} from './docker.ts';
import type { Say } from './kind.ts';
import { withLock } from './lock.ts';
import { killNative, runningNative, startNative, stopNative, wipeNative } from './native.ts';
import { reach } from './ports.ts';
import { allServers, type Lab, type Server, serverNamed, serversFor } from './registry.ts';

/** A row of `status`. */
export interface Row {
  server: string;
  kind: string;
  provider: 'environment' | 'docker' | 'native';
  version: string;
  url: string;
  pid: string;
  log: string;
}

/**
 * Gives a lesson its servers, and answers the variables that hold their URLs. For each, in this order: a URL that is already in
 * the environment; Docker Compose where an engine answers; a native server.
 */
export async function need(
  names: string[],
  lab: Lab,
  environment: NodeJS.ProcessEnv,
  say: Say,
): Promise<Record<string, string>> {
  const servers = allOf(names, lab);
  const given = servers.filter(server => environment[together(server, lab)[0]!.variable]); // one node's URL gives a cluster
  const ours = servers.filter(server => !given.includes(server));
  await Promise.all(given.map(({ variable }) => answersAt(variable, environment[variable])));
  const started = await start(ours, lab, say);
  return Object.fromEntries(
    servers.flatMap(server => {
      const url = started.get(server) ?? environment[server.variable];
      return url ? [[server.variable, url]] : [];
    }),
  );
}

/** Starts servers and answers their URLs. A native one that runs is used also where Docker has come up since. */
async function start(servers: Server[], lab: Lab, say: Say): Promise<Map<Server, string>> {
  const docker = servers.length > 0 && (await usesDocker(lab));
  const contained = docker ? servers.filter(server => !together(server, lab).some(runningNative)) : [];
  const native = servers.filter(server => !contained.includes(server));
  if (contained.length) await startInDocker(contained, lab, say);
  const results = await Promise.allSettled(native.map(server => startNative(server, say)));
  const failed = results.find(result => result.status === 'rejected');
  if (failed) throw failed.reason;
  const urls = new Map(
    servers.map(server => [server, contained.includes(server) ? urlInDocker(server, lab) : server.url]),
  );
  for (const [kind, nodes] of Map.groupBy(servers, ({ kind }) => kind)) {
    const join = async () => kind.together?.(nodes.map(node => urls.get(node)!));
    if (kind.together) await withLock(`${nodes[0]!.dir}.together.lock`, join);
  }
  return urls;
}

/** Stops the named servers, or all that the lab started; answers the names of those that ran. */
export async function stop(names: string[], lab: Lab, say: Say): Promise<string[]> {
  const servers = chosen(names, lab);
  const native = await Promise.all(servers.map(async server => (await stopNative(server, say)) && server));
  const contained = (await usesDocker(lab)) ? [...(await runningInDocker(servers, lab))] : [];
  if (contained.length) await stopInDocker(contained, lab);
  return [...native.filter(server => server !== false), ...contained].map(({ name }) => name);
}

/**
 * Ends the named servers as a crash would (SIGKILL), so that what they stored is what they had made durable. Throws, and ends
 * none, when one of them does not run or is not the lab's own: an experiment must not go on as if it had killed it. Of a cluster it ends the
 * one node that is named; in Docker, where all nodes share a container, it throws.
 */
export async function kill(names: string[], lab: Lab, environment: NodeJS.ProcessEnv): Promise<void> {
  const servers = [...new Set(names)].map(name => serverNamed(name, lab));
  const contained = (await usesDocker(lab)) ? await runningInDocker(servers, lab) : new Set<Server>();
  for (const server of servers) {
    const { name, kind, variable } = server;
    if (contained.has(server) && kind.together && kind.composeService)
      throw new Error(
        `${name} shares a container with the other nodes, which would die with it: use LAB_PROVIDER=native`,
      );
    const port = runningNative(server)?.port;
    const own = contained.has(server) ? urlInDocker(server, lab) : port && kind.url(port);
    const given = environment[variable]; // by the user, or by `need`
    if (given && given !== own) throw new Error(`${name} is given by ${variable}, not the lab's own: kill it yourself`);
    if (!own) throw new Error(`${name} does not run`);
  }
  if (contained.size) await killInDocker([...contained], lab);
  await Promise.all(servers.filter(server => !contained.has(server)).map(killNative));
}

/** Stops the named servers, or all, and deletes what they stored. */
export async function wipe(names: string[], lab: Lab, say: Say): Promise<void> {
  const servers = chosen(names, lab);
  await Promise.all(servers.map(server => wipeNative(server, say)));
  if (await usesDocker(lab)) await wipeInDocker(servers, lab);
}

/** Every server that runs for the lab or was given to it. */
export async function status(lab: Lab, environment: NodeJS.ProcessEnv): Promise<Row[]> {
  const servers = allServers(lab);
  const contained = (await usesDocker(lab)) ? await runningInDocker(servers, lab) : new Set<Server>();
  return servers.flatMap((server): Row[] => {
    const row = { server: server.name, kind: server.kind.title, url: server.url, version: '-', pid: '-', log: '-' };
    const given = environment[server.variable];
    if (given) return [{ ...row, provider: 'environment', url: withoutPassword(given) }];
    if (contained.has(server))
      return [{ ...row, provider: 'docker', url: urlInDocker(server, lab), log: dockerLog(server) }];
    const running = runningNative(server);
    if (!running) return [];
    const { version, process, port } = running;
    return [
      { ...row, provider: 'native', version, url: server.kind.url(port), pid: `${process.pid}`, log: server.log },
    ];
  });
}

const chosen = (names: string[], lab: Lab) => (names.length ? allOf(names, lab) : allServers(lab));

/** Each server once, also when it is named twice. */
const allOf = (names: string[], lab: Lab) => [
  ...new Map(names.flatMap(name => serversFor(name, lab)).map(server => [server.name, server])).values(),
];

/** A server and those it is only something together with. */
const together = ({ name }: Server, lab: Lab) => serversFor(name, lab);

/** Whether servers are started in Docker: all labs share the ports that its Compose files name. */
export async function usesDocker(lab: Lab): Promise<boolean> {
  if (lab.provider === 'auto') return dockerAnswers();
  if (lab.provider === 'docker' && !(await dockerAnswers()))
    throw new Error('LAB_PROVIDER is docker, but no engine answers');
  return lab.provider === 'docker';
}

/** A URL from the environment is the user's own server: it must answer, and is never started, stopped or wiped. */
async function answersAt(variable: string, value = ''): Promise<void> {
  for (const part of value.split(',').filter(Boolean)) {
    const url = URL.parse(part.includes('://') ? part : `tcp://${part}`);
    const port = Number(url?.port || (url && usualPorts[url.protocol])); // a URL does not keep a port that is the usual one
    if (!url || !port) throw new Error(`${variable} must be a URL with a port, got '${withoutPassword(value)}'`);
    await reach(url.hostname.replace(/^\[|\]$/g, ''), port).catch((error: Error) => {
      throw new Error(`${variable} is set to ${withoutPassword(part)}, but nothing answers there (${error.message})`);
    });
  }
}

const usualPorts: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** Up to the last @, which a password may hold, too. */
const withoutPassword = (url: string) => url.replace(/(:\/\/[^:/@]*):.*@/, '$1:…@');
