export type Points = [second: number, value: number][];

/** Prometheus, as far as it is asked here: `query_range`, and what it makes of the rules. Every call ends within five seconds. */
export function prometheusAt(url: string) {
  async function ask<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query)}`, {
      signal: AbortSignal.timeout(5_000),
    });
    const said = (await answer.json()) as { status: string; data: T; error?: string };
    if (said.status !== 'success') throw new Error(`Prometheus refuses ${JSON.stringify(query)}: ${said.error}`);
    return said.data;
  }
  return {
    /** The first series of a query over the last `seconds`; none where it has no value. */
    async last(query: string, seconds: number, now = Date.now()): Promise<Points> {
      const [end, step] = [now / 1_000, Math.max(1, Math.round(seconds / 150))];
      const asked = { query, start: `${end - seconds}`, end: `${end}`, step: `${step}` };
      const { result } = await ask<{ result: { values: [number, string][] }[] }>('query_range', asked);
      return (result[0]?.values ?? [])
        .map(([at, value]): [number, number] => [at, Number(value)])
        .filter(([, value]) => Number.isFinite(value));
    },
    async rules(): Promise<{ name: string; state?: string; health: string; lastError?: string }[]> {
      const { groups } = await ask<{ groups: { rules: { name: string; state?: string; health: string }[] }[] }>(
        'rules',
      );
      return groups.flatMap(({ rules }) => rules);
    },
  };
}

export type Prometheus = ReturnType<typeof prometheusAt>;
