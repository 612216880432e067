import { type FailoverParts, failover as failoverOf } from '@ticketmaster/flash-sales/failover';
import type { Engine } from '../engine.ts';
import { shopAt } from './client.ts';

/** Who is killed: a ticket service, the primary of the first shard, the Redis that has the locks. */
export type Victim = 'ticket-1' | 'postgres-5433' | 'redis-6379';

export type Load = Pick<FailoverParts, 'rate' | 'beforeMs' | 'afterMs'> & {
  operatorToken: string;
  /** How long a client waits for an answer; 3 s unless it is said. */
  withinMs?: number;
};

/**
 * One of the drawing's servers is killed under a steady load. The replica of a shard does not hear of what was sold at last, and is promoted by
 * hand, at once; a Redis by the Sentinels.
 */
export async function failover(engine: Engine, victim: Victim, load: Load) {
  const { url, topology, tickets, servers } = engine;
  const shop = shopAt(url, { operatorToken: load.operatorToken, withinMs: load.withinMs ?? 3_000, connections: 128 });
  const how: Record<Victim, Pick<FailoverParts, 'kill' | 'stall'>> = {
    'ticket-1': { kill: tickets[0].kill },
    'redis-6379': { kill: () => topology.kill('redis-6379') },
    'postgres-5433': {
      stall: () => topology.stall(1),
      kill: () => topology.kill('postgres-5433').then(() => topology.promote(1)),
    },
  };
  try {
    const found = await failoverOf({ ...load, shop, ...how[victim] });
    /** The table of servers afterwards: name and role. */
    const roles = Object.fromEntries(servers().map(({ name, role, up }) => [name, up ? role : 'dead']));
    return { victim, ...found, roles };
  } finally {
    shop.close();
  }
}
