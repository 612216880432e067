import { within } from '@ticketmaster/common/within';
import type { Cluster, Redis } from 'ioredis';
import type { Entry } from './entry.ts';

/** How a value becomes text and comes back. */
export interface Codec<V> {
  encode(value: V): string;
  decode(text: string): V;
}

/** For text that is sent as it is: nothing to parse, nothing to build. */
export const asText: Codec<string> = { encode: text => text, decode: text => text };
export const asJson = <V>(): Codec<V> => ({ encode: value => JSON.stringify(value), decode: text => JSON.parse(text) });

/** Somebody else has the lease, and loads. */
export const LEASED: unique symbol = Symbol('leased');

/**
 * The tier that all processes share. Promises:
 *   one loads    of all that find a key missing, in all processes, one gets the lease until it fills, gives up or `leaseMs` are over
 *   it ends      an entry is gone at its `expiresAt`, a lease after `leaseMs`
 *   newest stays where `newer` is said, a fill never replaces an entry whose value is greater
 * Each method is one command, one round trip. All reject when Redis does not answer.
 */
export interface Tier2<V> {
  get(key: string): Promise<Entry<V> | typeof LEASED | undefined>;
  /** Gives the lease to whoever finds nothing there; to the others what they found. */
  lease(key: string): Promise<Entry<V> | typeof LEASED | 'yours'>;
  /** Puts an entry there, also over a lease. */
  fill(key: string, entry: Entry<V>): Promise<void>;
  /** After a load that failed: whoever waits may try at once. */
  giveUp(key: string): Promise<void>;
}

export interface Tier2Options<V> {
  codec: Codec<V>;
  leaseMs?: number;
  /** Values are whole numbers that only grow. */
  newer?: boolean;
  /** Longer values are not stored: one that is megabytes long holds up all keys of its node. */
  maxBytes?: number;
  /** In front of each key. */
  prefix?: string;
  /** What has not answered by then never will, whatever the client still tries: it may follow a dead node for a second. */
  withinMs?: number;
  now?: () => number;
}

const LEASE = 'lease';

/** KEYS: key. ARGV: text, life in ms, value. Answers nothing. */
const fillIfNewer = `
  local there = redis.call('get', KEYS[1])
  local value = there and tonumber(string.match(there, '^%d+ %d+ %d+ (%d+)$'))
  if not value or value <= tonumber(ARGV[3]) then redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2]) end`;

/** A tier in Redis or Redis Cluster, over a connection that somebody else opens and closes. */
export function redisTier<V>(redis: Redis | Cluster, options: Tier2Options<V>): Tier2<V> {
  const { codec, leaseMs = 2_000, newer = false, maxBytes = 256 * 1024, prefix = '' } = options;
  const { withinMs = 250, now = Date.now } = options;
  const soon = <T>(answer: Promise<T>) => within(withinMs, answer, 'no answer of Redis');

  /** Whoever filled it in between has it loaded once more, and that is all. */
  const giveUp = async (key: string): Promise<void> => void (await soon(redis.del(prefix + key)));

  return {
    get: async key => entryIn(await soon(redis.get(prefix + key)), codec),

    async lease(key) {
      const there = await soon(redis.set(prefix + key, LEASE, 'PX', leaseMs, 'NX', 'GET'));
      return entryIn(there as string | null, codec) ?? 'yours';
    },

    async fill(key, entry) {
      const text = textOf(entry, codec);
      const life = Math.ceil(entry.expiresAt - now());
      if (life <= 0) return;
      if (text.length > maxBytes) return giveUp(key);
      if (newer) await soon(redis.eval(fillIfNewer, 1, prefix + key, text, life, String(entry.value ?? 0)));
      else await soon(redis.set(prefix + key, text, 'PX', life));
    },

    giveUp,
  };
}

/** `readAt expiresAt loadMs value`; without value for what does not exist. */
export function textOf<V>({ value, readAt, expiresAt, loadMs }: Entry<V>, codec: Codec<V>): string {
  const head = `${readAt} ${expiresAt} ${loadMs}`;
  return value === undefined ? head : `${head} ${codec.encode(value)}`;
}

const HEAD = /^(\d+) (\d+) (\d+)(?: |$)/;

/** What a stored text says; undefined for nothing, and for what is no entry: then it is loaded anew. */
export function entryIn<V>(text: string | null, codec: Codec<V>): Entry<V> | typeof LEASED | undefined {
  if (text === null) return undefined;
  if (text === LEASE) return LEASED;
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const value = head[0].endsWith(' ') ? codec.decode(text.slice(head[0].length)) : undefined;
  return { value, readAt: Number(head[1]), expiresAt: Number(head[2]), loadMs: Number(head[3]) };
}
