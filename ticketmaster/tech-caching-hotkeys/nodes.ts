import { addressOf } from '@ticketmaster/redis/cluster';
import type { Cluster } from 'ioredis';

export interface NodeNow {
  node: string;
  /** Commands that it has carried out since it was started, without those of its own replication. */
  commands: number;
  gets: number;
}

/** What each master that answers has done up to now: differences of two looks say who works how much. */
export async function nodesNow(cluster: Cluster): Promise<NodeNow[]> {
  const looks = await Promise.allSettled(
    cluster.nodes('master').map(async node => {
      const [stats, commands] = await Promise.all([node.info('stats'), node.info('commandstats')]);
      const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
      return {
        node: addressOf(node),
        commands: number(stats, /total_commands_processed:(\d+)/),
        gets: number(commands, /cmdstat_get:calls=(\d+)/),
      };
    }),
  );
  const there = looks.flatMap(look => (look.status === 'fulfilled' ? [look.value] : []));
  return there.sort((a, b) => (a.node < b.node ? -1 : 1));
}
