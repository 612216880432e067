/** Writes one batch at a time; what comes while it is being written is the next one. Resolves or rejects as its batch does. */
export function inBatches<T>(write: (batch: T[]) => Promise<unknown>): (one: T) => Promise<void> {
  let next: { items: T[]; written: Promise<void> } | undefined;
  let before: Promise<unknown> = Promise.resolve();

  return one => {
    if (!next) {
      const items: T[] = [];
      const written = before.then(async () => {
        next = undefined; // from here on it is full
        await write(items);
      });
      before = written.catch(() => {}); // who waits for it is told
      next = { items, written };
    }
    next.items.push(one);
    return next.written;
  };
}
