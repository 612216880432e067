import type { Cluster } from 'ioredis';
import { entryOf } from './entry.ts';
import { shardOf } from './shards.ts';
import type { Tier2 } from './tier2.ts';
import { pointerKey } from './versioned.ts';

/**
 * @message version-changed over redis-pubsub `{prefix}changed:{0 to 7}`, sharded
 * @says A value has a new version: drop the old one.
 * @lost Tier 2 has the version already; tier 1 asks it a moment later.
 * @twice The newest version stays.
 */
export interface Change {
  id: string;
  version: number;
  /** Wall clock in ms when this version was read. */
  readAt: number;
}

/** Sharded channels: each lives on one node, so that messages take the same spread as keys, and none goes to every node. */
const CHANNELS = 8;
const channels = (prefix: string) => Array.from({ length: CHANNELS }, (_, n) => `${prefix}changed:${n}`);

/**
 * Tells all processes of a change: first tier 2, then those who listen. So whoever loses the message asks tier 2 a moment later, and finds the
 * new version there.
 * @sends version-changed
 */
export function announcer(cluster: Cluster, versions: Tier2<number>, { prefix = '', ttlMs = 5_000 } = {}) {
  const all = channels(prefix);
  return async ({ id, version, readAt }: Change): Promise<void> => {
    await versions.fill(pointerKey(id), entryOf(version, readAt, 0, { ttlMs, jitter: 0, negativeMs: 0 }));
    await cluster.spublish(shardOf(id, all), JSON.stringify([id, version, readAt]));
  };
}

export interface ChangeListener {
  changed(change: Change): void;
  /** A connection was made anew, and what was sent meanwhile is lost. */
  missed(): void;
}

/**
 * Listens, until `cluster` is closed, on a client made with `shardedSubscribers`. A message that makes no sense is passed over.
 * @hears version-changed
 */
export async function listenForChanges(
  cluster: Cluster,
  prefix: string,
  { changed, missed }: ChangeListener,
): Promise<void> {
  cluster.on('smessage', (_channel: string, text: string) => {
    const change = changeIn(text);
    if (change) changed(change);
  });
  for (const channel of channels(prefix)) await cluster.ssubscribe(channel); // one at a time: each may be another node's
  cluster.on('subscribersReady', missed); // again, after a connection broke or slots moved
}

function changeIn(text: string): Change | undefined {
  try {
    const [id, version, readAt] = JSON.parse(text) as unknown[];
    if (typeof id === 'string' && Number.isSafeInteger(version) && typeof readAt === 'number')
      return { id, version: version as number, readAt };
  } catch {}
  return undefined;
}
