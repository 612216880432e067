/** What was measured in the last minute, at most the newest `most`: for a page that shows how it goes now. */
export function recent({ most = 1_000, spanMs = 60_000, now = Date.now } = {}) {
  const at = new Float64Array(most).fill(Number.NEGATIVE_INFINITY);
  const value = new Float64Array(most);
  let next = 0;
  return {
    add(one: number): void {
      at[next] = now();
      value[next] = one;
      next = (next + 1) % most;
    },
    /** In no order; of the last `lastMs`. */
    values(lastMs = spanMs): number[] {
      const since = now() - lastMs;
      const found: number[] = []; // asked for in each round of each gate: nothing is copied that is not wanted
      for (let i = 0; i < most; i++) if (at[i]! > since) found.push(value[i]!);
      return found;
    },
  };
}

export type Recent = ReturnType<typeof recent>;
