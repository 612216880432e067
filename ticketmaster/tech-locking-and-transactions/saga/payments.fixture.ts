import { unavailable } from '@ticketmaster/common/http';
import { payments } from '@ticketmaster/locking-store/payments';
import type { Money } from './steps-of-a-sale.ts';

type Verb = 'authorize' | 'capture' | 'void' | 'statusOf';

/** Payments that answer nothing to so many calls of a verb, the first of them; `deaf`: and do nothing either. */
export function awayFor(calls: Partial<Record<Verb, number>>, deaf = true): typeof payments {
  return db => {
    const money: Money = payments(db);
    const left = { ...calls };
    function silent<Arguments extends unknown[], T>(verb: Verb, work: (...given: Arguments) => Promise<T>) {
      return async (...given: Arguments): Promise<T> => {
        if (!left[verb]) return work(...given);
        left[verb]--;
        if (!deaf) await work(...given);
        throw unavailable('the payments database');
      };
    }
    return {
      ...money,
      authorize: silent('authorize', money.authorize),
      capture: silent('capture', money.capture),
      void: silent('void', money.void),
      statusOf: silent('statusOf', money.statusOf),
    };
  };
}
