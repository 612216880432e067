export interface AtRate {
  /** Ends when all that was begun has ended. Rejects with what went wrong first. */
  stop(): Promise<{ begun: number; missed: number; seconds: number }>;
}

/**
 * Begins `work` so many times a second whether or not the earlier ones have ended: an open loop, as buyers come, who do not wait for each other. With
 * `inFlight` under way, those that are due are missed and counted, not sent later. `work` that answers undefined was not begun: missed, too.
 */
export function atRate(perSecond: number, inFlight: number, work: () => Promise<unknown> | undefined): AtRate {
  const underWay = new Set<Promise<unknown>>();
  const wrong: unknown[] = [];
  const start = performance.now();
  let [begun, missed] = [0, 0];

  function begin(): void {
    const one = underWay.size < inFlight ? work() : undefined;
    if (!one) return void missed++;
    begun++;
    const ended = one.catch(error => wrong.push(error)).finally(() => underWay.delete(ended));
    underWay.add(ended);
  }
  const due = () => {
    const byNow = Math.floor(((performance.now() - start) / 1_000) * perSecond);
    while (begun + missed < byNow) begin();
  };
  const timer = perSecond > 0 ? setInterval(due, 1) : undefined;

  return {
    async stop() {
      clearInterval(timer);
      const seconds = (performance.now() - start) / 1_000;
      await Promise.all(underWay);
      if (wrong.length) throw wrong[0];
      return { begun, missed, seconds };
    },
  };
}
