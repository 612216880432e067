import type { Evidence } from '../crowd/evidence.ts';
import type { Call } from '../crowd/history.ts';
import type { Recovered } from './chaos.ts';

/** What a run met beside the crowd. Times are ms since 1970. */
export interface Met {
  /** Faults that broke calls under way: a process was killed, a server crashed, or its connections were cut. */
  broke: Pick<Recovered, 'who' | 'struck' | 'mended'>[];
  /** When the shop heard of a payment by webhook. */
  webhooks: { orderId: string; at: number }[];
}

const told = (history: Call[], what: Call['what'], status: number) =>
  history.some(call => !call.stolen && call.what === what && call.status === status);

/**
 * States that a run has to have been in to prove anything about them: they are hard to get into on purpose, and come by chance where there
 * is enough of it. Each says whether it came.
 */
export const sometimes: Record<string, (evidence: Evidence, met: Met) => boolean> = {
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
  'a cancel met a payment': ({ history }) => {
    const of = (what: Call['what']) => history.filter(call => call.what === what && !call.stolen);
    const cancels = Map.groupBy(of('cancel'), ({ orderId }) => orderId);
    return of('confirm').some(confirm => cancels.get(confirm.orderId)?.some(cancel => overlap(cancel, confirm)));
  },
  'a webhook came before the answer': ({ history }, { webhooks }) => {
    const confirms = Map.groupBy(history.filter(paidAtOnce), ({ orderId }) => orderId);
    return webhooks.some(({ orderId, at }) => confirms.get(orderId)?.some(call => call.at < at && at < call.until));
  },
  'an instance died with requests in flight': ({ history }, { broke }) =>
    broke.some(({ who, struck }) => who.startsWith('web') && history.some(call => isHit(call, struck))),
  'PostgreSQL was away at a hold': ({ history }, { broke }) => {
    const holds = history.filter(({ what, stolen }) => what === 'hold' && !stolen);
    const away = broke.filter(({ who }) => who === 'postgres');
    return away.some(({ struck: [from], mended }) => holds.some(call => isHit(call, [from, mended])));
  },
  'a stream was opened anew': ({ resynced }) => resynced > 0,
};

/** It was under way then, and got no answer, or a refusal that says that something is away. */
const isHit = ({ at, until, status }: Call, [from, to]: [number, number]) =>
  (status === 0 || status === 503) && at <= to && from <= until;
const overlap = (one: Call, other: Call) => one.at < other.until && other.at < one.until;
const paidAtOnce = ({ what, status, stolen }: Call) => what === 'confirm' && status === 200 && !stolen;

/** The states that did not come, but for those that may be missing. */
export const missing = (came: Record<string, boolean>, may: string[] = []): string[] =>
  Object.keys(came).filter(state => !came[state] && !may.includes(state));
