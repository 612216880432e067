import type { Evidence } from '../crowd/evidence.ts';
import type { Call } from '../crowd/history.ts';

/** A process that was killed, and when, ms since 1970. */
export interface Death {
  name: string;
  at: number;
}

const told = (history: Call[], what: Call['what'], status: number) =>
  history.some(call => !call.stolen && call.what === what && call.status === status);

/**
 * States that a run has to have been in to prove anything about them: they are hard to get into on purpose, and come by chance where there
 * is enough of it. Each says whether it came.
 */
export const sometimes: Record<string, (evidence: Evidence, deaths: Death[]) => boolean> = {
  'a hold ended during payment': ({ history }) => {
    const until = new Map(
      history.flatMap(({ what, told }) =>
        what === 'hold' && told.orderId && told.reservedUntil ? [[told.orderId, Date.parse(told.reservedUntil)]] : [],
      ),
    );
    const confirms = history.filter(({ what, stolen }) => what === 'confirm' && !stolen);
    return [...Map.groupBy(confirms, ({ orderId }) => orderId!)].some(
      ([orderId, calls]) =>
        Math.max(...calls.map(call => call.until)) > (until.get(orderId) ?? Number.POSITIVE_INFINITY),
    );
  },
  'a client got no answer to a confirm': ({ history }) => told(history, 'confirm', 0),
  'a client got no answer to a hold': ({ history }) => told(history, 'hold', 0),
  'a payment was not decided at once': ({ history }) => told(history, 'confirm', 202),
  'a decline': ({ history }) => told(history, 'confirm', 402),
  'two wanted the same seat': ({ history }) =>
    history.some(call => call.status === 409 && call.told.type?.includes('seat-taken')),
  'a paid order was given back': ({ purchases }) => purchases.some(({ status }) => status === 'REFUNDED'),
  'a payment was cancelled on its way': ({ history, purchases }) => {
    const cancelled = new Set(history.flatMap(({ what, orderId }) => (what === 'cancel' && orderId ? [orderId] : [])));
    const paying = new Set(history.flatMap(({ what, orderId }) => (what === 'confirm' && orderId ? [orderId] : [])));
    return purchases.some(one => one.status === 'CANCELLED' && cancelled.has(one.orderId) && paying.has(one.orderId));
  },
  'an instance died with requests in flight': ({ history }, deaths) =>
    deaths.some(
      ({ name, at }) =>
        name.startsWith('web') && history.some(call => call.status === 0 && call.at <= at && at <= call.until + 20),
    ),
};

/** The names of `must` that are no state of these, or did not come. */
export const missing = (came: Record<string, boolean>, must: string[]): string[] => must.filter(name => !came[name]);
