import type { Target } from './bench.ts';
import { findPgbench, howToGetIt, pgbench } from './pgbench.ts';
import type { sales } from './simplest/sales.ts';

export interface PgbenchTargets {
  url: string;
  schema: string;
  /** One target for each so many clients. */
  clients: number[];
  /** The script that sells seats of an event. */
  script: (eventId: string) => string;
  sales: ReturnType<typeof sales>;
  interrupted: AbortSignal;
}

/** The same work by pgbench; where that is not installed, targets that say how to get it. */
export function pgbenchTargets({ url, schema, clients, script, sales, interrupted }: PgbenchTargets): Target[] {
  const program = findPgbench();
  return clients.map((count): Target => {
    const name = `pgbench, ${count} clients`;
    if (!program) return { name, missing: howToGetIt };
    const measure = (seconds: number) =>
      sales.of(seconds, async ({ eventId }) => {
        const how = { url, schema, clients: count, script: script(eventId), seconds };
        const { perSecond, transactions } = await pgbench(program, how, interrupted);
        return { sample: { perSecond }, sold: transactions };
      });
    return { name, measure };
  });
}
