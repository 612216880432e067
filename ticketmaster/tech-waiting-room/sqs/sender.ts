/** SQS takes and gives no more at once. */
export const TEN = 10;

export const inTens = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / TEN) }, (_, i) => items.slice(i * TEN, (i + 1) * TEN));

/**
 * Sends items in the order they come, one batch under way at a time; those that come meanwhile go together.
 *
 * `send` answers which of a batch were taken, by their index, and each item resolves or rejects by its own. When `send` rejects,
 * all that wait do: the server is away, and nobody should sit through the timeouts of others.
 */
export function inBatches<Item>(send: (items: Item[]) => Promise<Set<number>>): (item: Item) => Promise<void> {
  const waiting: { item: Item; done: PromiseWithResolvers<void> }[] = [];
  let sending = false;

  async function sendAll(): Promise<void> {
    sending = true;
    while (waiting.length) {
      const batch = waiting.splice(0, TEN);
      try {
        const taken = await send(batch.map(({ item }) => item));
        for (const [i, { done }] of batch.entries()) {
          if (taken.has(i)) done.resolve();
          else done.reject(new Error('SQS did not take it'));
        }
      } catch (error) {
        for (const { done } of [...batch, ...waiting.splice(0)]) done.reject(error);
      }
    }
    sending = false;
  }

  return item => {
    const done = Promise.withResolvers<void>();
    waiting.push({ item, done });
    if (!sending) void sendAll();
    return done.promise;
  };
}
