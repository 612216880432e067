import type { Connection, Database } from '@ticketmaster/postgres/database';
import { ifUp, type Node } from './nodes.ts';

/** All events together. An event that is just moving may be counted twice. */
export interface Overview {
  events: number;
  seats: number;
  sold: number;
  /** Nodes that did not answer, and whose events are not counted. */
  missing: string[];
}

type Sums = Omit<Overview, 'missing'>;

/** By event first: that a node can do for itself, while a count over all is not pushed down, and would fetch every seat. */
const SUMS = `
  select count(*)::int as events, coalesce(sum(seats), 0)::int as seats, coalesce(sum(sold), 0)::int as sold
    from (select event_id, count(*) as seats, count(order_id) as sold from seat_inventory group by event_id) as each`;

const sums = async (db: Connection) => (await db.query<Sums>(SUMS)).rows[0]!;

/** What the nodes say that are there, and who is not. */
export async function fromEachNode(nodes: readonly Node[]): Promise<Overview> {
  const total: Overview = { events: 0, seats: 0, sold: 0, missing: [] };
  await Promise.all(
    nodes.map(async ({ name, db }) => {
      const its = await ifUp(sums(db));
      if (!its) total.missing.push(name);
      for (const what of ['events', 'seats', 'sold'] as const) total[what] += its?.[what] ?? 0;
    }),
  );
  return total;
}

/** One statement for all nodes at once: right, or rejected because one of them is away. */
export const throughRouter = (router: Database): Promise<Overview> =>
  router.transaction(async tx => {
    await tx.query('set local enable_partitionwise_aggregate = on'); // off unless asked for
    return { ...(await sums(tx)), missing: [] };
  });
