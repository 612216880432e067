import { createHash, createHmac } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * How the order of a pre-queue is drawn: all of it, so that anybody can do it again. Everything is SHA-256, as 64 hex digits in lower case.
 *
 *   commitment = SHA-256(seed)                              public from the opening of the pre-queue
 *   entry      = SHA-256("<eventId> <visitorId>")           stands for a visitor: visitor ids are random, so it gives nobody away
 *   list hash  = SHA-256(all entries as bytes, sorted)      public before the seed is
 *   order      = by HMAC-SHA256(seed, list hash, entry)     the smallest comes first
 *
 * The seed is chosen before the first visitor is known, so nobody could choose it for an order. The list hash makes each place depend on all
 * who entered: an entrant who is added, changed or left out moves all the others, so the operator cannot find out a good id in advance.
 *
 * What it cannot prove: the operator knows the seed. With the list before his eyes he can enter visitors of his own at the last moment, or
 * leave some out, and close when he likes the order best. Each who was left out sees that. A public source of randomness (drand) whose next
 * value is mixed into the key after the list is fixed would end that; it would need its network at the opening.
 */
export const commitmentOf = (seed: Buffer): string => sha256(seed);

export const entryOf = (eventId: string, visitorId: string): string => sha256(`${eventId} ${visitorId}`);

export const listHashOf = (entries: readonly string[]): string =>
  sha256(Buffer.from(entries.toSorted().join(''), 'hex'));

/** Where each of `entries` comes: indexes of it, the first place first. In slices: a hundred thousand take some tenths of a second. */
export async function drawOrder(seed: Buffer, entries: readonly string[]): Promise<number[]> {
  const list = Buffer.from(listHashOf(entries), 'hex');
  const keys: string[] = [];
  for (const [i, entry] of entries.entries()) {
    keys.push(createHmac('sha256', seed).update(list).update(entry, 'hex').digest('hex'));
    if (i % A_SLICE === A_SLICE - 1) await nextTurn();
  }
  return [...keys.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
}

const A_SLICE = 2_000;
const sha256 = (what: string | Buffer) => createHash('sha256').update(what).digest('hex');
