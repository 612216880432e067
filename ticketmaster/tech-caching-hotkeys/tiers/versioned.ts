import type { From } from './counts.ts';
import { shardOf } from './shards.ts';
import type { Held } from './shared-load.ts';
import type { TieredCache } from './tiered-cache.ts';

/** What is read of one thing, such as the availability of an event. */
export interface View<V> {
  name: string;
  load: (id: string) => Promise<V | undefined>;
}

export interface Versioned<V> {
  value: V;
  /** The version in its key: the value is that version, or newer. */
  version: number;
  from: From;
  /** Wall clock in ms: whatever was committed before is in the value. */
  readAt: number;
}

export interface Parts<V> {
  /** The version of each thing, by `version:<id>`: the pointer. */
  versions: TieredCache<number>;
  values: TieredCache<V>;
  /** Asks the source for the version; undefined: there is no such thing. */
  versionOf: (id: string) => Promise<number | undefined>;
  /** The keys in tier 2 among which the readers of a key are spread; one where nothing is hot (shards.ts). */
  shards?: (id: string, key: string) => readonly string[];
}

export const pointerKey = (id: string) => `version:${id}`;

/**
 * Values under keys with a version, such as `availability:E1:7:0`: event, version, shard. When a thing changes its version grows and its old keys
 * are never asked for again; nobody deletes them, they age out.
 *
 * The version is read *before* the value is loaded. So a key may hold something newer than it says, which harms nobody. Read after the load it
 * could hold something older, and would be wrong for its whole life.
 */
export function versionedCache<V>({ versions, values, versionOf, shards = (_, key) => [`${key}:0`] }: Parts<V>) {
  const pointerOf = (id: string) => versions.get(pointerKey(id), () => versionOf(id));

  async function shown(
    { name, load }: View<V>,
    id: string,
    userId: string,
    pointer: Held<number>,
  ): Promise<Versioned<V> | undefined> {
    if (pointer.value === undefined) return undefined;
    const key = `${name}:${id}:${pointer.value}`;
    const shard = () => shardOf(userId, shards(id, key));
    const held = values.here(key) ?? (await values.get(key, () => load(id), shard));
    if (held.value === undefined) return undefined;
    const readAt = Math.max(pointer.readAt, held.readAt); // it was current when the pointer was read, and is as new as its own load
    return { value: held.value, version: pointer.value, from: slower(pointer.from, held.from), readAt };
  }

  return {
    /** The current value of a view; undefined: there is no such thing. */
    async read(view: View<V>, id: string, userId: string): Promise<Versioned<V> | undefined> {
      return shown(view, id, userId, versions.here(pointerKey(id)) ?? (await pointerOf(id)));
    },

    /** Of many things, in their order: first all pointers and then all values, so that a client that pipelines asks each node twice. */
    async readMany(view: View<V>, ids: readonly string[], userId: string): Promise<(Versioned<V> | undefined)[]> {
      const pointers = await Promise.all(ids.map(pointerOf));
      return Promise.all(ids.map((id, n) => shown(view, id, userId, pointers[n]!)));
    },

    /** Somebody says that `id` had this version at `readAt`. */
    changed: (id: string, version: number, readAt: number) => versions.put(pointerKey(id), version, readAt),

    /** Messages may have been missed: each pointer is asked for anew. The values stay, their keys say what they are. */
    missed: () => versions.clear(),
  };
}

export type VersionedCache<V> = ReturnType<typeof versionedCache<V>>;

const order: From[] = ['l1', 'stale', 'l2', 'db'];
const slower = (one: From, other: From) => (one === other || order.indexOf(one) > order.indexOf(other) ? one : other);
