/** What one visitor wants, as arguments of a script. */
export type Wish = readonly (string | number)[];

interface Gathered {
  wish: Wish;
  answer: PromiseWithResolvers<unknown>;
}

/**
 * Gathers wishes of one `kind` that come within one turn of the event loop, and asks for all of them by one call, whose answers are
 * in the order of the wishes. It waits for nothing: a single wish goes at the end of its turn. When the call fails, all of it do.
 *
 * `most` bounds how long the one thread of Redis is busy with a call.
 */
export function gathering(ask: (kind: string, wishes: Wish[]) => Promise<unknown[]>, most = 200) {
  const open = new Map<string, Gathered[]>();

  async function send(kind: string, batch: Gathered[]): Promise<void> {
    if (open.get(kind) === batch) open.delete(kind);
    try {
      const answers = await ask(
        kind,
        batch.map(({ wish }) => wish),
      );
      for (const [i, { answer }] of batch.entries()) answer.resolve(answers[i]);
    } catch (error) {
      for (const { answer } of batch) answer.reject(error);
    }
  }

  return (kind: string, ...wish: Wish): Promise<unknown> => {
    let batch = open.get(kind);
    if (!batch || batch.length === most) {
      const fresh: Gathered[] = [];
      batch = fresh;
      open.set(kind, fresh);
      setImmediate(() => void send(kind, fresh));
    }
    const answer = Promise.withResolvers<unknown>();
    batch.push({ wish, answer });
    return answer.promise;
  };
}
