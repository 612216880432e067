import { within } from '@ticketmaster/common/within';
import { Cluster, type ClusterOptions, type Redis } from 'ioredis';
import { retryPause } from './connect.ts';

/** What ioredis takes, apart from how it shapes replies and how it treats each node. */
export type Options = Omit<ClusterOptions, 'replyMapping' | 'redisOptions'>;

/**
 * A client of a Redis Cluster whose calls fail soon, so that the caller decides what comes instead. With ioredis' own settings a call hangs for
 * more than a second while a node is away, and a node that comes back on its old address is never connected again.
 *
 * `withinMs` bounds each command. The client follows slots that move and replicas that take over. It says once that the cluster is away and
 * once that it is back; `meanwhile` tells what that means. Who connects closes.
 */
export async function connectToCluster(
  url: string,
  { withinMs = 250, startMs = 10_000, meanwhile = '', ...options }: Options & ClusterSettings = {},
): Promise<Cluster> {
  const cluster = new Cluster([url], {
    retryDelayOnFailover: 50, // until commandTimeout ends it
    retryDelayOnClusterDown: 50,
    slotsRefreshTimeout: 1_000,
    slotsRefreshInterval: 5_000, // a slot may have moved that nobody asks for
    clusterRetryStrategy: retryPause,
    clusterNodeRetryStrategy: retryPause,
    enableOfflineQueue: false,
    ...options,
    redisOptions: { commandTimeout: withinMs, connectTimeout: 1_000 },
  });
  const name = `Redis Cluster at ${new URL(url).host}`;
  let away = false;
  cluster.on('error', (error: Error) => {
    if (!away)
      console.error(
        `${name} is away, at least in part${meanwhile && `; ${meanwhile}`}: ${error.message || error.name}`,
      );
    away = true;
  });
  cluster.on('ready', () => {
    if (away) console.error(`${name} is back`);
    away = false;
  });
  const ready = new Promise<void>(
    resolve => void (cluster.status === 'ready' ? resolve() : cluster.once('ready', resolve)),
  );
  await within(startMs, ready).catch(() => {
    cluster.disconnect();
    throw new Error(`${name} does not answer`);
  });
  return cluster;
}

/** Where a node of the cluster listens: `host:port`, as the slot map calls it. */
export const addressOf = ({ options }: Redis): string => `${options.host}:${options.port}`;

export interface ClusterSettings {
  withinMs?: number;
  startMs?: number;
  meanwhile?: string;
}
