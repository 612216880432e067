import type { Cache } from './cache.ts';
import type { Picture } from './jobs/job-states.ts';
import type { StoreClient } from './store/client.ts';

/**
 * The picture of what is asked for, where there is one: as the cache says, once the store has said that its bytes are there and whole, else as
 * the store knows it.
 */
export async function thereAlready(cache: Cache, store: StoreClient, key: string): Promise<Picture | undefined> {
  const cached = await cache.get(key);
  if (cached && (await store.has(cached))) return cached;
  if (cached) await cache.forget(key);
  const stored = await store.named(key);
  if (stored) await cache.put(key, stored);
  return stored;
}
