import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { unavailable } from '@ticketmaster/common/http';
import { within } from '@ticketmaster/common/within';
import type { Secret } from '@ticketmaster/waiting-room/admission-token';
import type { Redis } from 'ioredis';

const KEY = 'waiting-room:secret';
const LIFE_S = 90 * 86_400;
const LOOK_EVERY_MS = 1_000;

/**
 * What tokens are signed with, kept in the ledger's Redis: whoever may read that can make tokens. The first server draws it. Each looks
 * again every second, and puts the one it knows back where it is gone, so after a flush all agree within a second. While Redis is away
 * the one that is known is used, and nobody waits once that was found out.
 */
export function sharedSecret(redis: Redis, now: () => number = Date.now): Secret {
  let known: KeyObject | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<KeyObject> | undefined;
  let away = false;

  async function look(): Promise<KeyObject> {
    const ours = known ?? createSecretKey(randomBytes(32));
    await redis.set(KEY, ours.export().toString('base64'), 'EX', LIFE_S, 'NX');
    const agreed = createSecretKey((await redis.getex(KEY, 'EX', LIFE_S))!, 'base64');
    return ours.equals(agreed) ? ours : agreed;
  }

  async function lookAgain(): Promise<KeyObject> {
    try {
      known = await within(known ? 500 : 5_000, look());
      away = false;
      return known;
    } catch {
      away = true;
      if (!known) throw unavailable('the ledger');
      return known;
    } finally {
      lookedAt = now();
      looking = undefined;
    }
  }

  return async () => {
    if (known && now() - lookedAt < LOOK_EVERY_MS) return known;
    looking ??= lookAgain();
    return away && known ? known : looking;
  };
}
