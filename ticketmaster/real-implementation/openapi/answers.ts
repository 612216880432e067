import { orderStatuses } from '@ticketmaster/two-phase-payments/order-states';
import type { figuresShown } from '@ticketmaster/waiting-room/figures';
import { z } from 'zod';
import type { Show } from '../catalog/shows.ts';
import type { Chart } from '../inventory/chart.ts';
import type { figuresOf, processFigures } from '../operator/figures.ts';
import type { Happened } from '../operator/seat-history.ts';
import type { Shown } from '../orders/routes.ts';
import type { Ticket } from '../tickets/routes.ts';
import type { DrawShown } from '../waiting-room/prequeue-routes.ts';

/** What the shop answers. `satisfies` holds these to the types that the routes send; the fuzzer holds the answers to these. */
const time = z.iso.datetime();
const whole = z.int();
const cents = whole.min(0);
const count = whole.min(0);

export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: whole,
  detail: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export const who = z.object({ userId: z.string() });

const found = z.object({
  ...{ eventId: z.string(), name: z.string(), performer: z.string(), genre: z.string() },
  venue: z.object({ venueId: z.string(), name: z.string(), city: z.string() }),
  ...{
    startsAt: time,
    priceCents: cents,
    prices: z.record(z.string(), cents),
    currency: z.string(),
    poster: z.string(),
  },
  status: z.enum(['ANNOUNCED', 'ON_SALE', 'CLOSED']),
  ...{ chart: z.string(), seats: count, prequeue: z.boolean(), notice: z.string() },
}) satisfies z.ZodType<Omit<Show, 'mode' | 'failMode' | 'layout'>>;
export const event = found.extend({ waitingRoom: z.boolean() });
export const events = z.object({ events: z.array(found), total: count, page: whole, pageSize: whole });
export const cities = z.object({ cities: z.array(z.object({ city: z.string(), events: count })) });

const point = z.tuple([z.number(), z.number()]);
const section = z.object({
  ...{ id: z.string(), category: z.string(), name: z.string(), shape: z.array(point), label: point },
  rows: z.array(z.object({ name: z.string(), seats: z.array(z.tuple([z.string(), z.number(), z.number()])) })),
});
export const chart = z.object({
  ...{ hash: z.string(), name: z.enum(['club', 'theatre', 'arena']), width: z.number(), height: z.number() },
  ...{ stage: z.tuple([z.number(), z.number(), z.number(), z.number()]), sections: z.array(section) },
}) satisfies z.ZodType<Chart>;

/** `states`: two bits a seat, base64. */
export const seats = z.object({ version: whole, seats: count, free: count, states: z.string() });

export const order = z.object({
  ...{ orderId: z.uuid(), eventId: z.string(), status: z.enum(orderStatuses), seatIds: z.array(z.string()) },
  ...{ totalCents: cents, currency: z.string(), capturedCents: cents, refundedCents: cents },
  ...{ declined: z.string().nullable(), reservedUntil: time, reservedForMs: whole.optional() },
  tickets: z.array(z.object({ ticketId: z.uuid(), seatId: z.string(), status: z.enum(['ISSUED', 'VALID', 'VOID']) })),
  detail: z.string().optional(), // of an answer 202
}) satisfies z.ZodType<Omit<Shown, 'reservedForMs'>>;
export const orders = z.object({ orders: z.array(order) });

export const ticket = z.object({
  ...{ ticketId: z.uuid(), eventId: z.string(), seatId: z.string() },
  ...{ status: z.enum(['ISSUED', 'VALID', 'VOID']), code: z.string().nullable() },
  rotation: z.object({ secret: z.string(), everySeconds: count }).nullable(),
}) satisfies z.ZodType<Ticket>;
export const ticketKey = z.object({ publicKey: z.string() });
export const checkIn = z.object({
  ...{ ticketId: z.uuid(), eventId: z.string(), seatId: z.string(), gate: z.string(), at: time },
});

const placeIn = <S extends string>(...states: S[]) =>
  z.object({ visitorId: z.string(), state: z.enum(states), joinedAt: time });
const reason = z.enum(['NO_SHOW', 'TIMED_OUT', 'FINISHED', 'LEFT']);
const ahead = { position: count.nullable(), etaSeconds: z.number().nullable() };
/** Of the operator to those who wait, while there is one. */
const notice = z.string().optional();
const early = placeIn('PREQUEUE').extend({
  ...{
    position: z.null(),
    etaSeconds: z.null(),
    entrants: count,
    commitment: z.string(),
    pollAfterSeconds: z.number(),
    notice,
  },
});
export const place = z.union([
  placeIn('WAITING', 'ADMITTED', 'EXPIRED').extend({
    ...ahead,
    ...{ reason: reason.optional(), slow: z.boolean().optional() },
  }),
  early,
]);
export const placeNow = z.union([
  placeIn('WAITING').extend({ ...ahead, pollAfterSeconds: z.number(), slow: z.boolean().optional(), notice }),
  placeIn('ADMITTED').extend({ ...ahead, admissionToken: z.string(), expiresAt: time, slow: z.boolean().optional() }),
  placeIn('EXPIRED').extend({ reason }),
  early,
]);

export const draw = z.object({
  ...{ state: z.enum(['COLLECTING', 'DRAWING', 'DRAWN']), commitment: z.string(), entrants: count },
  ...{ listHash: z.string().nullable(), seed: z.string().nullable() },
}) satisfies z.ZodType<DrawShown>;
export const drawPlaces = z.object({ places: z.array(z.object({ place: count, entry: z.string() })) });
export const drawPlace = z.object({ place: count, entrants: count, entry: z.string() });

const spread = z.object({ median: z.number().nullable(), p95: z.number().nullable() });
export const room = z.object({
  ...{
    capacity: count,
    admitPerSecond: count,
    admissionSeconds: count,
    noShowSeconds: count,
    open: z.boolean(),
    draining: z.boolean(),
  },
  ...{ waiting: count, admitted: count, joinedTotal: count, admittedTotal: count, noShows: count, expired: count },
  ...{ admittedByGate: z.array(count), waitSeconds: spread, etaErrorSeconds: spread },
}) satisfies z.ZodType<ReturnType<typeof figuresShown>>;

export const newEvent = found
  .pick({ eventId: true, name: true, performer: true, genre: true, priceCents: true, prices: true })
  .extend({
    ...{ venueId: z.string(), startsAt: z.iso.datetime() },
  });
export const saleNow = z.object({
  ...{ eventId: z.string(), status: z.enum(['ANNOUNCED', 'ON_SALE', 'CLOSED']) },
  ...{ waitingRoom: z.enum(['off', 'hold', 'auto']), prequeue: z.boolean(), notice: z.string() },
  failMode: z.enum(['closed', 'open']),
});
export const saleWatched = saleNow.extend({ room: room.nullable() });
const took = z.number().nullable();
export const figures = z.object({
  ...{ seats: count, held: count, sold: count, ordersReserved: count, ordersPaying: count, ordersConfirmed: count },
  ...{ keptCents: z.number(), authorizedNotCapturedCents: z.number() },
  ...{ waiting: count, admitted: count, capacity: count.nullable(), joinedTotal: count, admittedTotal: count },
  ...{ noShows: count, waitP50Ms: took, waitP95Ms: took },
  ...{
    holdP50Ms: took,
    holdP95Ms: took,
    confirmP50Ms: took,
    confirmP95Ms: took,
    errorsLastMinute: count,
    process: whole,
  },
}) satisfies z.ZodType<Awaited<ReturnType<typeof figuresOf>> & ReturnType<typeof processFigures>>;
export const history = z.object({
  ...{ eventId: z.string(), seatId: z.string() },
  history: z.array(
    z.object({ at: time, what: z.string(), orderId: z.string().nullable() }) satisfies z.ZodType<Happened>,
  ),
});

export const up = z.object({ status: z.literal('up'), pid: whole });
export const ready = z.object({ status: z.literal('ready') });
export const itself = z.looseObject({ openapi: z.literal('3.1.0') });
