import { join, resolve } from 'node:path';
import { dynamodb } from './dynamodb.ts';
import { kafka } from './kafka.ts';
import type { Kind, Place } from './kind.ts';
import { postgres } from './postgres.ts';
import { rabbitmq } from './rabbitmq.ts';
import { redis } from './redis.ts';
import { redisCluster } from './redis-cluster.ts';
import { restate, restateCluster } from './restate.ts';
import { sqs } from './sqs.ts';

/** Every sort of server that a lesson may need. */
export const kinds: Record<string, Kind> = {
  postgres,
  redis,
  'redis-cluster': redisCluster,
  rabbitmq,
  kafka,
  sqs,
  dynamodb,
  restate,
  'restate-cluster': restateCluster,
};

/** One server of the lab: `postgres-2` is the second PostgreSQL, and PG_URL_2 holds its URL. */
export interface Server extends Place {
  kind: Kind;
  kindName: string;
  variable: string;
  url: string;
}

/** What may be set about all servers, and where the lab keeps them. */
export interface Lab {
  repo: string;
  dir: string;
  portsFrom: number;
  provider: 'auto' | 'docker' | 'native';
}

/** The Compose files publish their servers from here on, whatever LAB_PORTS_FROM says. */
export const DEFAULT_PORTS_FROM = 14_300;

/** Reads LAB_DIR (from the top of the repo), LAB_PORTS_FROM and LAB_PROVIDER; throws on a wrong value. */
export function labFrom(environment: NodeJS.ProcessEnv): Lab {
  const repo = resolve(import.meta.dirname, '../..');
  const LAB_PORTS_FROM = environment.LAB_PORTS_FROM || `${DEFAULT_PORTS_FROM}`;
  const provider = environment.LAB_PROVIDER || 'auto';
  const portsFrom = Number(LAB_PORTS_FROM);
  if (!Number.isInteger(portsFrom) || portsFrom < 1024 || portsFrom > 65_000 - 10_000) {
    throw new Error(`LAB_PORTS_FROM must be a port from 1024 to 55000, got ${LAB_PORTS_FROM}`);
  }
  if (provider !== 'auto' && provider !== 'docker' && provider !== 'native') {
    throw new Error(`LAB_PROVIDER must be auto, docker or native, got ${provider}`);
  }
  return { repo, dir: resolve(repo, environment.LAB_DIR || '.lab', 'servers'), portsFrom, provider };
}

/** The server of that name; throws, naming those there are, when there is none. */
export function serverNamed(name: string, lab: Lab): Server {
  const [, kindName = '', suffix] = name.match(/^([a-z]+(?:-[a-z]+)*)(?:-([2-9]))?$/) ?? [];
  const kind = Object.hasOwn(kinds, kindName) ? kinds[kindName] : undefined;
  const nth = Number(suffix ?? 1);
  if (!kind || nth > kind.instances)
    throw new Error(`There is no server '${name}'. There are: ${choices().join(', ')}`);
  const port = lab.portsFrom + kind.port + (nth - 1) * (kind.portStep ?? 1);
  const dir = join(lab.dir, name);
  return {
    ...{ kind, kindName, name, dir, data: join(dir, 'data'), log: join(dir, 'log'), port },
    variable: suffix ? `${kind.variable}_${suffix}` : kind.variable,
    url: kind.url(port),
  };
}

/** The servers that a name in `need` stands for: itself, or all nodes of a cluster. */
export function serversFor(name: string, lab: Lab): Server[] {
  const server = serverNamed(name, lab);
  return server.kind.together ? instancesOf(server.kindName, lab) : [server];
}

export const allServers = (lab: Lab): Server[] => Object.keys(kinds).flatMap(name => instancesOf(name, lab));

function instancesOf(kindName: string, lab: Lab): Server[] {
  const nodes = Array.from({ length: kinds[kindName]!.instances }, (_, i) =>
    i === 0 ? kindName : `${kindName}-${i + 1}`,
  );
  return nodes.map(name => serverNamed(name, lab));
}

const choices = () =>
  Object.entries(kinds).map(([name, { instances }]) => (instances > 1 ? `${name} (… ${name}-${instances})` : name));
