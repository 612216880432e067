import { type FailoverParts, failover as failoverOf } from '@ticketmaster/flash-sales/failover';
import type { Drawing } from '../drawing.ts';
import { clientOf, shopOf } from './client.ts';
import { walReceiverOf } from './receiver.ts';

/** Who is killed. */
export type Victim = 'app-1' | 'postgres-1' | 'redis-1';

export type Load = Pick<FailoverParts, 'rate' | 'beforeMs' | 'afterMs'> & {
  operatorToken: string;
  /** The replica of PostgreSQL does not read what its primary sent at last, and never will. */
  lagging?: boolean;
};

/** One of the drawing's servers is killed under a steady load. Nobody need do anything: watchers promote. */
export async function failover({ url, cert, apps, topology }: Drawing, victim: Victim, load: Load) {
  const { operatorToken, lagging = false, ...rates } = load;
  const shop = shopOf(clientOf(url, cert, operatorToken, 3_000));
  const one = (apps.find(({ name }) => name === victim) ?? topology.member(victim))!;
  const how = lagging ? laggingWhile(one, topology.member('postgres-2')!.pid()!) : { kill: one.kill };
  try {
    const found = await failoverOf({ ...rates, shop, ...how });
    /** The table of servers afterwards: name and role. */
    const roles = Object.fromEntries((await topology.table()).map(({ name, role }) => [name, role]));
    return { victim, ...found, roles };
  } finally {
    shop.close();
  }
}

function laggingWhile(one: { kill(): Promise<unknown> }, replica: number): Pick<FailoverParts, 'stall' | 'kill'> {
  const receiver = walReceiverOf(replica);
  return {
    stall: async () => process.kill(receiver, 'SIGSTOP'),
    async kill() {
      await one.kill();
      process.kill(receiver, 'SIGKILL'); // with what had arrived and was not read
    },
  };
}
