import { type OrderPayments, paymentsOfAnOrder } from '@ticketmaster/payments/of-an-order';
import { noAnswer } from '@ticketmaster/payments/provider';

/** Payments that answer nothing to so many calls of a verb, the first of them; `deaf`: and do nothing either. */
export function awayFor(calls: Partial<Record<keyof OrderPayments, number>>, deaf = true): typeof paymentsOfAnOrder {
  return provider => {
    const money = paymentsOfAnOrder(provider);
    const left = { ...calls };
    function silent<Argument, T>(verb: keyof OrderPayments, work: (given: Argument) => Promise<T>) {
      return async (given: Argument): Promise<T> => {
        if (!left[verb]) return work(given);
        left[verb]--;
        if (!deaf) await work(given);
        throw noAnswer('the payments database');
      };
    }
    return {
      authorize: silent('authorize', money.authorize),
      capture: silent('capture', money.capture),
      captured: silent('captured', money.captured),
      giveBack: silent('giveBack', money.giveBack),
    };
  };
}
