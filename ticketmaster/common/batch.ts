export interface Bounds {
  /** Items in one call. */
  most: number;
  /** Calls under way at once. With 1, a batch is whatever came while the one before was sent. */
  inFlight?: number;
  /** Items that may wait; one more is rejected at once, with what `full` makes, and so is one that waited for too long. */
  maxPending?: number;
  full?: () => Error;
  /** One that has waited for so long is rejected, and not sent any more: whoever asked has given up. */
  patienceMs?: number;
  /** When a call fails, those that wait fail with it, at once: nobody sits through the time-outs of others. */
  failTogether?: boolean;
}

interface Pending<Item, Answer> {
  item: Item;
  since: number;
  answer: PromiseWithResolvers<Answer>;
}

/**
 * Gathers items into batches: those that come within one turn of the event loop, or while `inFlight` calls are under way, go together, in
 * the order they came. It never waits for more to come. `send` answers for each item in that order, with an Error where that one failed;
 * when it rejects, all of its batch do, and nothing else unless `failTogether` says so.
 */
export function batcher<Item, Answer>(
  send: (items: Item[]) => Promise<(Answer | Error)[]>,
  bounds: Bounds,
): (item: Item) => Promise<Answer> {
  const { most, inFlight = Infinity, maxPending = Infinity, patienceMs = Infinity, failTogether = false } = bounds;
  const { full = () => new Error('too many are pending') } = bounds;
  const pending: Pending<Item, Answer>[] = [];
  let underWay = 0;
  let scheduled = false;

  function sendPending(): void {
    scheduled = false;
    while (pending[0] && performance.now() - pending[0].since > patienceMs) pending.shift()!.answer.reject(full());
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
      for (const { answer } of [...batch, ...(failTogether ? pending.splice(0) : [])]) answer.reject(error);
    } finally {
      underWay--;
      sendPending();
    }
  }

  return item => {
    if (pending.length >= maxPending) return Promise.reject(full());
    const answer = Promise.withResolvers<Answer>();
    pending.push({ item, since: performance.now(), answer });
    if (!scheduled && underWay < inFlight) {
      scheduled = true;
      setImmediate(sendPending);
    }
    return answer.promise;
  };
}
