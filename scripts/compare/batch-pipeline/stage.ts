import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApis, openStore } from '../../../ticketmaster/batch-pipeline/processes.ts';
import { ask } from '../../../ticketmaster/testing/client.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import type { Measuring } from '../comparison.ts';

/** A pipeline of its own without a worker: a store and an API, closed with `cleanUp`; and who asks it for posters that nobody asked for. */
export async function openStage({ urls, cleanUp }: Pick<Measuring, 'urls' | 'cleanUp'>) {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const [token, PIPELINE] = [unique('token'), unique('pipeline')];
  const store = await openStore({ STORE_TOKEN: token, STORE_FOLDER: folder });
  cleanUp.defer(store.end);
  const settings = {
    ...{ ...urls, PIPELINE, STORE_URL: store.url, STORE_TOKEN: token, API_KEYS: 'compare:key-of-compare' },
    ...{ PER_MINUTE: '60000', AT_ONCE: '10000' },
  };
  const [api] = await openApis(1, settings);
  cleanUp.defer(api!.end);

  /** Answers the id. */
  async function submit(size: number): Promise<string> {
    const wish = JSON.stringify({ prompt: unique('night'), style: 'poster', size, seed: 1 });
    const headers = {
      ...{ authorization: 'Bearer key-of-compare', 'idempotency-key': unique('key') },
      ...{ 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(wish)}` },
    };
    const { status, body } = await ask('POST', `${api!.url}/api/artworks`, headers, wish);
    if (status !== 202) throw new Error(`a wish is answered ${status}`);
    return (body as { artworkId: string }).artworkId;
  }
  return { folder, prefix: PIPELINE, settings, submit };
}
