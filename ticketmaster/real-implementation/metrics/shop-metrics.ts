import { notFound } from '@ticketmaster/common/problem';
import type { Log } from '@ticketmaster/log/log';
import type { ProviderClient } from '@ticketmaster/two-phase-payments/client';
import type { OrderLog } from '@ticketmaster/two-phase-payments/order-log';
import { type Request, Router } from 'express';
import { requestsAtWork } from './about.ts';
import { countedBookings } from './bookings.ts';
import { instruments } from './instruments.ts';
import { type LooksParts, looks } from './looks.ts';
import { countedProvider } from './provider.ts';
import { countedRequests } from './requests.ts';

/** What the parts of one shop tell of themselves: counted for Prometheus, and as lines of a log. Nothing here is shared between shops. */
export function shopMetrics(log: Log) {
  const { registry, requests, bookings, batches, admissions, failedOpen, overLimit, behind, provider } = instruments();
  const atWork = requestsAtWork();
  const { counted, errors, underWay } = countedRequests({ requests, atWork, log });
  const { timed, lately } = countedBookings(bookings);

  return {
    ...{ atWork, counted, timed, underWay },
    batch: (orders: number) => batches.observe(orders),
    admitted: (count: number) => admissions.inc(count),
    failedOpen: (outcome: 'let in' | 'refused') => failedOpen.inc({ outcome }),
    overLimit: (whose: 'session' | 'network') => overLimit.inc({ whose }),
    behind: () => behind.inc(),
    counts: (client: ProviderClient) => countedProvider(client, provider),
    looksAt: (parts: LooksParts) => looks(registry, parts),

    /** Lines about orders, also in work that nobody asked for. */
    orderLog: ((level, order, what, more) => {
      atWork.isAbout(order);
      const { requestId } = atWork.now() ?? {};
      log(level, `order ${what}`, { requestId, orderId: order.orderId, orderRequestId: order.requestId, ...more });
    }) satisfies OrderLog,

    /** The same `authenticate`; the request's line names who it was. */
    naming: (authenticate: (request: Request) => Promise<string>) => async (request: Request) => {
      const about = atWork.now();
      const userId = await authenticate(request);
      if (about) about.userId = userId;
      return userId;
    },

    /** Of the last minute, of this process: ms of holds and confirms, and how many answers were 5xx. */
    lately: () => ({
      ...{ holdMs: lately.hold.values(), confirmMs: lately.confirm.values() },
      errors: errors.values().length,
    }),

    /** Of the last `lastMs`: ms of holds, in no order. */
    holdsTook: (lastMs: number) => lately.hold.values(lastMs),

    /** GET /metrics, for who is on this machine, and not for what a proxy brings. */
    routes: Router().get('/metrics', async (request, response) => {
      if (request.headers['x-forwarded-for'] ?? request.headers.forwarded) throw notFound('/metrics');
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text);
    }),
  };
}

export type ShopMetrics = ReturnType<typeof shopMetrics>;
