import { repeat } from '@ticketmaster/common/repeat';
import { asked, type PostgresPair } from './postgres.ts';

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
 * this, with a lease in etcd.
 */
export function watchPrimary({ members, urls, promote }: PostgresPair, options: PromotionOptions) {
  const { everyMs = 250, misses = 3, tell = () => {} } = options;
  let at = 0; // of members
  let missed = 0;
  const stop = repeat(everyMs, 'Watching the primary', async () => {
    if (at === 1) return; // nobody is left to be promoted
    const isAlive = await asked(urls[0], 'select 1', 1_000).catch(() => undefined);
    missed = isAlive ? 0 : missed + 1;
    if (missed < misses) return;
    await members[0].kill();
    if (!members[1].runs()) return tell('the primary is dead, and so is its replica');
    await promote(urls[1]);
    at = 1;
    tell(`the primary is dead: ${members[1].name} is the primary now`);
  });
  return { stop, primary: () => members[at]! };
}
