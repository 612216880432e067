import type { Picture } from '../jobs/job-states.ts';
import { sha256Of } from './files.ts';

/** The store, over HTTP. Every call ends within five seconds, and rejects when it is not certain. */
export function storeAt(url: string, token: string) {
  async function call(
    method: string,
    path: string,
    type?: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const answer = await fetch(url + path, {
      ...{ method, signal: AbortSignal.timeout(5_000) },
      headers: { authorization: `Bearer ${token}`, ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
    if (answer.ok || answer.status === 404) return answer;
    throw new Error(`the store answered ${method} ${path} with ${answer.status}: ${await answer.text()}`);
  }

  return {
    url,
    async put(bytes: Buffer): Promise<Picture> {
      const sha256 = sha256Of(bytes);
      await call('PUT', `/pictures/${sha256}`, 'image/png', new Uint8Array(bytes));
      return { sha256, bytes: bytes.length };
    },
    async name(key: string, { sha256 }: Picture): Promise<void> {
      await call('PUT', `/names/${key}`, 'application/json', JSON.stringify({ sha256 }));
    },
    /** The picture of what was asked for, if it is there and whole. */
    async named(key: string): Promise<Picture | undefined> {
      const answer = await call('GET', `/names/${key}`);
      return answer.ok ? ((await answer.json()) as Picture) : undefined;
    },
    /** Whether a picture is there and whole. */
    async has({ sha256 }: Picture): Promise<boolean> {
      return (await call('HEAD', `/pictures/${sha256}`)).ok;
    },
  };
}

export type StoreClient = ReturnType<typeof storeAt>;
