export interface Bounds {
  /** Items in one call. */
  most: number;
  /** Calls under way at once. With 1, a batch is whatever came while the one before was sent. */
  inFlight?: number;
  /** Items that may wait; one more is rejected at once, with what `full` makes. */
  maxPending?: number;
  full?: () => Error;
}

/**
 * Gathers items into batches: those that come within one turn of the event loop, or while `inFlight` calls are under way, go together, in
 * the order they came. It never waits for more to come. `send` answers for each item in that order, with an Error where that one failed;
 * when it rejects, all of its batch do, and nothing else.
 */
export function batcher<Item, Answer>(
  send: (items: Item[]) => Promise<(Answer | Error)[]>,
  { most, inFlight = Infinity, maxPending = Infinity, full = () => new Error('too many are pending') }: Bounds,
): (item: Item) => Promise<Answer> {
  const pending: { item: Item; answer: PromiseWithResolvers<Answer> }[] = [];
  let underWay = 0;
  let scheduled = false;

  function sendPending(): void {
    scheduled = false;
    while (pending.length && underWay < inFlight) void sendOne(pending.splice(0, most));
  }

  async function sendOne(batch: typeof pending): Promise<void> {
    underWay++;
    try {
      const answers = await send(batch.map(({ item }) => item));
      for (const [i, { answer }] of batch.entries()) {
        const one = answers[i];
        if (one instanceof Error) answer.reject(one);
        else answer.resolve(one as Answer);
      }
    } catch (error) {
      for (const { answer } of batch) answer.reject(error);
    } finally {
      underWay--;
      sendPending();
    }
  }

  return item => {
    if (pending.length >= maxPending) return Promise.reject(full());
    const answer = Promise.withResolvers<Answer>();
    pending.push({ item, answer });
    if (!scheduled && underWay < inFlight) {
      scheduled = true;
      setImmediate(sendPending);
    }
    return answer.promise;
  };
}
