import { Problem } from '@ticketmaster/common/problem';
import type { Instruments } from './instruments.ts';
import { type Recent, recent } from './recent.ts';

export type Step = 'hold' | 'confirm';
/** `lost`: somebody else has the seats. `refused`: for another reason that is not ours, such as a card. `failed`: by us. */
export type Outcome = 'won' | 'lost' | 'refused' | 'failed';

const LOST = ['seat-taken', 'sold-out', 'order-ended'];

export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Problem) || error.status >= 500) return 'failed';
  return LOST.includes(error.type) ? 'lost' : 'refused';
}

/** How long holds and confirms take, and what they come to. A confirm is won, too, when it is answered 202: not decided yet. */
export function countedBookings(bookings: Instruments['bookings']) {
  const lately: Record<Step, Recent> = { hold: recent(), confirm: recent() };

  async function timed<T>(step: Step, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    let outcome: Outcome = 'won';
    try {
      return await work();
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      const ms = performance.now() - began;
      bookings.observe({ step, outcome }, ms / 1_000);
      lately[step].add(ms);
    }
  }
  return { timed, lately };
}

export type Timed = ReturnType<typeof countedBookings>['timed'];
