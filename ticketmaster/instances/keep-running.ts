import { setTimeout as sleep } from 'node:timers/promises';
import { repeat } from '@ticketmaster/common/repeat';

/** A process that can be started again. */
export interface Startable {
  name: string;
  /** Nobody killed it, and yet it is gone. */
  diedByItself(): boolean;
  /** Also of one that is gone: it is forgotten. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface Keeping {
  tell: (line: string) => void;
  /** It does not stay up. */
  giveUp: (reason: string) => void;
  /** Starts in a row before it is given up. */
  most?: number;
  /** Before the second start in a row; it doubles each time. */
  pauseMs?: number;
  /** Who has lived for so long starts a new row. */
  calmMs?: number;
}

/** Starts a process again when it has died: at once, then after pauses that grow, and not for ever. Answers how to stop that. */
export function keepRunning(one: Startable, keeping: Keeping): () => Promise<void> {
  const { tell, giveUp, most = 6, pauseMs = 250, calmMs = 30_000 } = keeping;
  let inARow = 0;
  let startedAt = 0;
  return repeat(100, `Keeping ${one.name} running`, async stop => {
    if (!one.diedByItself()) return;
    if (performance.now() - startedAt > calmMs) inARow = 0;
    await one.kill();
    while (++inARow <= most) {
      tell(`${one.name} ended by itself, and is started again`);
      if (inARow > 1) await sleep(pauseMs * 2 ** (inARow - 2), undefined, { signal: stop });
      if (stop.aborted) return;
      startedAt = performance.now();
      const error = await one.start().catch((reason: Error) => reason);
      if (!error) return;
      tell(error.message);
    }
    giveUp(`${one.name} was started ${most} times, and does not stay up`);
  });
}
