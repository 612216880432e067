import { setTimeout as sleep } from 'node:timers/promises';
import { backoff } from '@ticketmaster/common/repeat';
import { Contended, type Sell } from './box-office.ts';

/** Starts over where a way says that it may: a bounded number of times, so that the caller waits about a second at most. */
export function retrying(sell: Sell, times = 10): Sell {
  return async (purchase, reached) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await sell(purchase, reached);
      } catch (error) {
        if (!(error instanceof Contended) || error.because !== 'conflict' || attempt === times) throw error;
        await pause(attempt);
      }
    }
  };
}

/** Twice as long each time, and never the same twice: those who met once shall not meet again. */
export const pause = (attempt: number) => sleep(backoff(attempt));
