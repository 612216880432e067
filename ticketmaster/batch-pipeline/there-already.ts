import type { Cache } from './cache.ts';
import type { Picture } from './jobs/job-states.ts';
import type { StoreClient } from './store/client.ts';

/**
 * The picture of what is asked for, where there is one: as the cache says, or the log (`told`, which knows it a moment earlier), once the store
 * has said that its bytes are there and whole; else as the store knows it.
 */
export async function thereAlready(
  cache: Cache,
  store: StoreClient,
  key: string,
  told?: Picture,
): Promise<Picture | undefined> {
  const cached = await cache.get(key);
  for (const known of [cached, told]) if (known && (await store.has(known))) return known;
  if (cached) await cache.forget(key);
  const stored = await store.named(key);
  if (stored) await cache.put(key, stored);
  return stored;
}
