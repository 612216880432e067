import { batcher } from '@ticketmaster/common/batch';

/** SQS takes and gives no more at once. */
export const TEN = 10;

export const inTens = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / TEN) }, (_, i) => items.slice(i * TEN, (i + 1) * TEN));

export interface SenderBounds {
  /** Batches under way at once. With 1 they arrive in the order of the calls. */
  inFlight: number;
  /** Items that may wait; one more is refused at once. */
  maxPending?: number;
  /** An item that has waited for so long is not sent: the room has told its visitor to try again. */
  patienceMs?: number;
}

/**
 * Sends items in the order they come, ten at most in a batch; those that come while all batches are under way go together.
 *
 * `send` answers which of a batch were taken, by their index, and each item resolves or rejects by its own. When `send` rejects,
 * all that wait do: the server is away, and nobody should sit through the timeouts of others.
 */
export function inBatches<Item>(
  send: (items: Item[]) => Promise<Set<number>>,
  { inFlight, maxPending = 10_000, patienceMs = 5_000 }: SenderBounds,
): (item: Item) => Promise<void> {
  const answered = async (items: Item[]) => {
    const taken = await send(items);
    return items.map((_, i) => (taken.has(i) ? undefined : new Error('SQS did not take it')));
  };
  const full = () => new Error(`${maxPending} places wait for SQS already`);
  return batcher(answered, { most: TEN, inFlight, maxPending, full, patienceMs, failTogether: true });
}
