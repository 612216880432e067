import { Problem } from '@ticketmaster/common/problem';
import { valid } from '@ticketmaster/common/validation';
import type { OpenLine } from '@ticketmaster/waiting-room/line';
import { anEvent, id } from '@ticketmaster/waiting-room/routes';
import type { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import { placeClaims } from '@ticketmaster/waiting-room-ledger/claims';
import { away } from '@ticketmaster/waiting-room-ledger/scripts';
import { slowLane } from '@ticketmaster/waiting-room-ledger/slow-lane';
import { type Request, Router } from 'express';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { lanes } from './lanes.ts';
import { networkOf } from './network.ts';
import { pace } from './pace.ts';
import { type SIGNALS, suspicion } from './suspicion.ts';

/**
 *   device  a browser has one place in an event's line, whatever sessions it has
 *   lane    who is suspected waits in the slow lane (suspicion.ts, lanes.ts)
 *   unpaid  within one admission, MOST_LAPSED holds that end unpaid cost the admission
 */
export const MEASURES = ['device', 'lane', 'unpaid'] as const;
export type Measure = (typeof MEASURES)[number];

/** Measures from their names, as in `device,lane`; `none` for none. Throws and says so for any other word. */
export function measuresOf(text: string): Measure[] {
  const words = text === 'none' ? [] : text.split(',').map(word => word.trim());
  const wrong = words.find(word => !MEASURES.includes(word as Measure));
  if (wrong !== undefined) throw new Error(`FAIRNESS must be none, or some of ${MEASURES.join()}; got '${wrong}'`);
  return words as Measure[];
}

/** Holds that may end unpaid within one admission. */
export const MOST_LAPSED = 2;
/** Places of one event that a network has within an hour, before the next go to the slow lane: an office, a family, not a farm. */
const NETWORK_PLACES = 10;
const HOUR_MS = 3_600_000;

export interface FairnessParts {
  redis: Redis;
  measures: readonly Measure[];
  /** See networkOf. */
  trustProxy: boolean;
  /** See lanes.ts. */
  quietMs?: number | undefined;
  sessionOf: (request: Request) => Promise<string | undefined>;
  deviceOf: (request: Request) => Promise<string | undefined>;
  /** Whether an event is on sale: for any other nothing is kept. */
  isOnSale: (eventId: string) => Promise<boolean>;
}

const aPlace = z.strictObject({ eventId: id, visitorId: id });

/** What is fair to people beside a line that is first come, first served. No measure asks a server for an ordinary poll. */
export function fairness({ redis, measures, trustProxy, quietMs, sessionOf, deviceOf, isOnSale }: FairnessParts) {
  const has = (measure: Measure) => measures.includes(measure);
  const suspects = suspicion(redis);
  const claim = placeClaims(redis);
  const isTooFast = pace();

  /** A signal that is lost costs no more than itself. */
  const signal = (eventId: string, sessionId: string, what: keyof typeof SIGNALS) => {
    if (has('lane')) void suspects.raise(eventId, sessionId, what).catch(() => {});
  };

  async function onePlaceOfDevice(request: Request, eventId: string, userId: string): Promise<void> {
    const device = has('device') ? await deviceOf(request) : undefined;
    if (!device || (await claim(eventId, device, userId))) return;
    throw onePlace(eventId);
  }

  async function countInNetwork(request: Request, eventId: string, userId: string): Promise<void> {
    const network = has('lane') ? networkOf(request, trustProxy) : undefined;
    if (!network) return;
    const key = `real:network:{${eventId}}:${network}`;
    const replies = await redis
      .multi()
      .zremrangebyscore(key, '-inf', Date.now() - HOUR_MS)
      .zadd(key, 'NX', Date.now(), userId)
      .zrank(key, userId)
      .pexpire(key, HOUR_MS)
      .exec()
      .catch(away);
    if (Number(replies?.[2]?.[1]) >= NETWORK_PLACES)
      await suspects.raise(eventId, userId, 'crowdedNetwork').catch(away);
  }

  const routes = Router()
    .use('/api/events/:eventId', async (request, _response, next) => {
      const userId = has('lane') && request.headers.cookie ? await sessionOf(request) : undefined;
      const { eventId } = request.params;
      if (userId && isTooFast(userId) && anEvent.safeParse({ eventId }).success && (await isOnSale(eventId)))
        signal(eventId, userId, 'tooFast');
      next();
    })
    .post('/api/events/:eventId/waiting-room/:visitorId', async (request, _response, next) => {
      const { eventId, visitorId } = valid(aPlace, request.params);
      const mine = (await sessionOf(request)) === visitorId; // else the next route says what is wrong
      if (mine && (await isOnSale(eventId))) {
        await onePlaceOfDevice(request, eventId, visitorId);
        await countInNetwork(request, eventId, visitorId);
      }
      next();
    });

  return {
    /** The browser's key, where one place for each is asked for. */
    deviceOf: async (request: Request) => (has('device') ? deviceOf(request) : undefined),
    /** Before all routes of events. */
    routes,
    mostLapsed: has('unpaid') ? MOST_LAPSED : undefined,
    line: (openLine: OpenLine): OpenLine =>
      has('lane') ? lanes(openLine, { slow: slowLane(redis), suspected: suspects.suspected, quietMs }) : openLine,
    /** For admissionCheck. */
    stolen: (eventId: string, userId: string) => signal(eventId, userId, 'notTheirs'),
    /** Ends an admission, so that its slot goes to the next; who joins again does so at the end. */
    losesPlace: (rooms: Pick<WaitingRooms, 'leave'>) => async (eventId: string, userId: string) => {
      signal(eventId, userId, 'unpaidHolds');
      await rooms.leave(eventId, userId);
    },
  };
}

export const onePlace = (eventId: string) =>
  new Problem(409, 'one-place-per-device', `another session of this browser has a place in line for ${eventId}`);
