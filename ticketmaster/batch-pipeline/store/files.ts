import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Of bytes that are kept in memory. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Files that never change. Promises:
 *   whole       a file is there entirely or not at all: it is written beside, flushed, and then given its name (rename is atomic)
 *   as written  its name is the checksum of its bytes, which are compared with it when they are read from the disk; what was damaged there is
 *               removed, and is not there
 * Names for what was asked for lead to them, by the same way of writing.
 */
export function openFiles(folder: string) {
  const kept = new LRUCache<string, Buffer>({ maxSize: MOST_BYTES, sizeCalculation: bytes => bytes.length + 100 });
  const pathOf = (sha256: string) => join(folder, 'pictures', sha256.slice(0, 2), sha256);
  const nameOf = (key: string) => join(folder, 'names', key.slice(0, 2), key);

  async function write(path: string, content: Uint8Array | string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const beside = `${path}.${randomUUID()}.part`;
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
      await file.close();
      await rename(beside, path);
    } catch (error) {
      await file.close().catch(() => {});
      await rm(beside, { force: true });
      throw error;
    }
  }

  async function read(sha256: string): Promise<Buffer | undefined> {
    const there = kept.get(sha256);
    if (there) return there;
    const bytes = await readIfThere(pathOf(sha256));
    if (!bytes) return undefined;
    if (sha256Of(bytes) !== sha256) {
      console.error(`Picture ${sha256} was damaged on the disk, and is removed`);
      await rm(pathOf(sha256), { force: true });
      return undefined;
    }
    kept.set(sha256, bytes);
    return bytes;
  }

  return {
    read,

    /** Its checksum. The same bytes again are the same file. */
    async put(bytes: Buffer): Promise<string> {
      const sha256 = sha256Of(bytes);
      if (!(await read(sha256))) await write(pathOf(sha256), bytes);
      return sha256;
    },

    /** From now on what was asked for is that picture. False where there is no such picture. */
    async name(key: string, sha256: string): Promise<boolean> {
      if (!(await read(sha256))) return false;
      await write(nameOf(key), sha256);
      return true;
    },

    /** The checksum and the size of what was asked for; undefined where it is not there, or not as it was written. */
    async named(key: string): Promise<{ sha256: string; bytes: number } | undefined> {
      const sha256 = String((await readIfThere(nameOf(key))) ?? '');
      const bytes = /^[0-9a-f]{64}$/.test(sha256) ? await read(sha256) : undefined;
      return bytes && { sha256, bytes: bytes.length };
    },
  };
}

export type Files = ReturnType<typeof openFiles>;

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
