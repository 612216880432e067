import { repeat } from '@ticketmaster/common/repeat';
import { ask } from '@ticketmaster/replicated-servers/postgres';
import type { PostgresPair } from '@ticketmaster/replicated-servers/postgres-pair';

export interface PromotionOptions {
  /** How often the primary is asked whether it lives. ms */
  everyMs?: number;
  /** So many questions in a row without an answer, and it is taken for dead. */
  misses?: number;
  /** Is told what happens. */
  tell?: (line: string) => void;
}

/**
 * Promotes the replica when the primary is dead: asks it, and after so many silences ends what may be left of it, so that there are never
 * two primaries, and then promotes. It can do so because all run on one machine, and because there is one of it: in production Patroni does
 * this, with a lease in etcd. Answers how to stop it.
 */
export function watchPrimary(
  { members: [first, second], primary, promote }: PostgresPair,
  options: PromotionOptions,
): () => Promise<void> {
  const { everyMs = 250, misses = 3, tell = () => {} } = options;
  let missed = 0;
  return repeat(everyMs, 'Watching the primary', async () => {
    if (primary() === second) return; // nobody is left to be promoted
    const isAlive = await ask(first.url, 'select 1', 1_000).catch(() => undefined);
    missed = isAlive ? 0 : missed + 1;
    if (missed < misses) return;
    await first.kill();
    if (!second.isUp()) return tell('the primary is dead, and so is its replica');
    await promote();
    tell(`the primary is dead: ${second.name} is the primary now`);
  });
}
