import { createHash } from 'node:crypto';
import { Problem } from '@ticketmaster/common/problem';
import type { Connection, Database } from '@ticketmaster/postgres/database';

/** One PostgreSQL, with whole events in it: their seats, orders, tickets and money. */
export interface Node<Of = Database> {
  name: string;
  db: Of;
}

/**
 * Where an event is put on sale: the same in every process and for ever, as long as the nodes are as many and in the same order. It is the hash
 * of the router's partitions, too (event_hash in router.sql).
 */
export function homeOf<Of>(eventId: string, nodes: readonly Of[]): Of {
  const first32Bits = Number.parseInt(createHash('md5').update(eventId).digest('hex').slice(0, 8), 16);
  return nodes[first32Bits % nodes.length]!;
}

export interface Whereabouts {
  /** Its rows are here, and it is on sale. */
  open: boolean;
  here: boolean;
  /** Where it goes, or went. */
  movedTo: string | null;
}

export async function whereabouts(db: Connection, eventId: string): Promise<Whereabouts> {
  const { rows } = await db.query<Whereabouts>(
    `select exists (select from event where event_id = $1) as here,
            (select node from moved where event_id = $1) as "movedTo",
            exists (select from event where event_id = $1 and not closed) as open`,
    [eventId],
  );
  return rows[0]!;
}

/** The node itself where the event's rows are on it: for who looks for an event (finding.ts). */
export const whoHas =
  (eventId: string) =>
  async (node: Node): Promise<Node | undefined> =>
    (await whereabouts(node.db, eventId)).here ? node : undefined;

/** Undefined where a node does not answer. */
export async function ifUp<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem && error.retryable) return undefined;
    throw error;
  }
}
