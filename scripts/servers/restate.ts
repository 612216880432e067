import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kind, Place } from './kind.ts';
import { serverFromNpm } from './npm.ts';

const fromNpm = serverFromNpm('restate', '@restatedev/restate-server');

/**
 * The port of the admin API, where services are registered, is the one above that of the ingress, where they are called; and the next is for
 * the other nodes.
 */
const portsOf = (port: number) => ({ ingress: port, admin: port + 1, node: port + 2 });
const at = (port: number) => `127.0.0.1:${port}`;

/** Restate: one program that keeps a journal of what the services behind it do. Its licence is the BSL 1.1: to use it is free, to sell it as a service is not. */
export const restate: Kind = {
  title: 'Restate',
  instances: 1,
  port: 31,
  ports: [1, 2],
  variable: 'RESTATE_URL',
  url: port => `http://${at(port)}`,
  composeFile: 'ticketmaster/docker-compose.yml',
  heavy: true,

  install: say => fromNpm.install('Set RESTATE_URL to a Restate of yours', say),

  async prepare({ data }) {
    mkdirSync(data, { recursive: true });
  },

  launch: place => ({ command: fromNpm.path('bin/restate-server'), args: [], cwd: place.dir, env: settings(place) }),

  /** Of both: an ingress that answers calls nothing before the services are known. */
  async handshake(url) {
    const { ingress, admin } = portsOf(Number(new URL(url).port));
    for (const health of [`http://${at(admin)}/health`, `http://${at(ingress)}/restate/health`]) {
      const response = await fetch(health, { signal: AbortSignal.timeout(2_000) });
      if (!response.ok) throw new Error(`${health} answered ${response.status}`);
    }
  },
};

const NODES = 3;
const PORT_STEP = 10;

/** Three nodes, each with all roles: what is written is on two of them, so that one may die. */
export const restateCluster: Kind = {
  ...restate,
  title: 'Restate, node of a cluster',
  instances: NODES,
  port: 65,
  portStep: PORT_STEP,
  variable: 'RESTATE_CLUSTER_URL',
  startSeconds: 60,

  launch(place) {
    const nth = Number(place.name.match(/-(\d)$/)?.[1] ?? 1);
    const nodes = Array.from({ length: NODES }, (_, i) => portsOf(place.port + (i + 1 - nth) * PORT_STEP).node);
    const env = {
      ...settings(place),
      RESTATE_AUTO_PROVISION: `${nth === 1}`, // the first makes the cluster, the others join it
      RESTATE_METADATA_CLIENT__ADDRESSES: JSON.stringify(nodes.map(port => `http://${at(port)}`)),
      RESTATE_DEFAULT_REPLICATION: '2',
    };
    return { ...restate.launch(place), env };
  },

  /** Each partition has a leader: else the first call would wait for one to be chosen. A node that comes back has been missed by none. */
  async together(urls) {
    for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
      try {
        await Promise.all(urls.map(leaders));
        return;
      } catch (error) {
        if (Date.now() > deadline)
          throw new Error(`The cluster of Restate did not form in 60 s: ${(error as Error).message}`);
      }
    }
  },
};

/** A query over all invocations is answered by the leaders of all partitions. */
async function leaders(url: string): Promise<void> {
  const { admin } = portsOf(Number(new URL(url).port));
  const response = await fetch(`http://${at(admin)}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: 'select count(*) from sys_invocation' }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status} to a query`);
}

const settings = ({ name, data, port }: Place): Record<string, string> => {
  const { ingress, admin, node } = portsOf(port);
  return {
    DO_NOT_TRACK: '1',
    RESTATE_NODE_NAME: name,
    RESTATE_CLUSTER_NAME: 'lab',
    RESTATE_BASE_DIR: data,
    RESTATE_LISTEN_MODE: 'tcp', // and no sockets in files
    RESTATE_INGRESS__BIND_ADDRESS: at(ingress),
    RESTATE_ADMIN__BIND_ADDRESS: at(admin),
    RESTATE_BIND_ADDRESS: at(node),
    RESTATE_ADVERTISED_ADDRESS: `http://${at(node)}`,
    RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
    RESTATE_LOG_FILTER: 'warn,restate=info,octocrab=off', // it asks GitHub for a newer release at each start; nothing turns that off
    RESTATE_DEFAULT_NUM_PARTITIONS: '4', // of 24, most of them idle, a small machine has nothing
    RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '256MiB', // it takes what it is given: by default 2 GiB
  };
};
