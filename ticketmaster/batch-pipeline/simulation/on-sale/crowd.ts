import { pollAfter } from '@ticketmaster/waiting-room/routes';
import type { Rates } from './rates.ts';

/** Ten million people and one event. All that is not measured is here, as an assumption. */
export interface OnSale {
  visitors: number;
  seats: number;
  /** Seconds from the first visitor until the doors open. */
  beforeS: number;
  /** Seconds in which half of those come who come for the opening. */
  halfLifeS: number;
  /** Seconds in which the seats are to be sold: that is how fast the room lets in. */
  sellingS: number;
  /** Seconds that somebody spends inside. */
  insideS: number;
  /** Seconds without a poll after which a place is given up: the room tells visitors to poll a quarter of that. */
  noShowS: number;
}

export const TEN_MILLION: OnSale = {
  ...{ visitors: 10_000_000, seats: 60_000, beforeS: 1_800, halfLifeS: 60 },
  ...{ sellingS: 3_600, insideS: 300, noShowS: 60 },
};

/** As the lab's crowd comes: 55 % before the doors open, 30 % in the storm, the others over the sale. */
const SHARES = { before: 0.55, storm: 0.3 };

/** What a second asks of the shop. */
export interface Second {
  second: number;
  joins: number;
  polls: number;
  waiting: number;
  inside: number;
  seatMaps: number;
  holds: number;
  orders: number;
}

/**
 * The demand second by second, as flows and not as people: at this size chance evens out. They join, poll as often as the real room tells
 * them to, are let in at the rate at which the seats are to be sold, look at the map once, hold, pay and leave.
 */
export function demand(
  sale: OnSale,
  rates: Pick<Rates, 'ticketsPerOrder' | 'holdsPerOrder' | 'ordersPerAdmission'>,
): Second[] {
  const { visitors, seats, beforeS, halfLifeS, sellingS, insideS, noShowS } = sale;
  const orders = seats / rates.ticketsPerOrder;
  const lettingIn = orders / rates.ordersPerAdmission / sellingS;
  const arrivals = (t: number) => {
    if (t < 0) return (SHARES.before * visitors) / beforeS;
    const storm = SHARES.storm * visitors * (2 ** (-t / halfLifeS) - 2 ** (-(t + 1) / halfLifeS));
    return storm + ((1 - SHARES.before - SHARES.storm) * visitors) / sellingS;
  };
  let waiting = 0;
  return Array.from({ length: beforeS + sellingS }, (_, nth): Second => {
    const second = nth - beforeS;
    const joins = arrivals(second);
    const letIn = second < 0 ? 0 : Math.min(lettingIn, waiting);
    waiting += joins - letIn;
    const inside = second < 0 ? 0 : letIn * Math.min(second + 1, insideS);
    const sold = second < 0 ? 0 : letIn * rates.ordersPerAdmission;
    return {
      ...{ second, joins, waiting, inside, seatMaps: letIn, holds: sold * rates.holdsPerOrder, orders: sold },
      polls: pollsOf(waiting, noShowS),
    };
  });
}

/** Of so many in one line: whoever stands in front polls more often, by the room's own rule. */
export function pollsOf(waiting: number, noShowS: number): number {
  const step = 100; // the rule changes at each hundred
  const slowest = pollAfter(Number.MAX_SAFE_INTEGER, noShowS);
  let polls = 0;
  let position = 0;
  for (; position < waiting && pollAfter(position + 1, noShowS) < slowest; position += step)
    polls += Math.min(step, waiting - position) / pollAfter(position + 1, noShowS);
  return polls + Math.max(0, waiting - position) / slowest;
}

/** The most of each, over all seconds. */
export function peaks(seconds: Second[]): Second {
  const most = { ...seconds[0]! };
  for (const one of seconds)
    for (const what of Object.keys(most) as (keyof Second)[]) most[what] = Math.max(most[what], one[what]);
  return most;
}
