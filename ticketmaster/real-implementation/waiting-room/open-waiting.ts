import { repeat } from '@ticketmaster/common/repeat';
import type { Database } from '@ticketmaster/postgres/database';
import type { Secret } from '@ticketmaster/waiting-room/admission-token';
import { roomRoutes, visitorRoutes } from '@ticketmaster/waiting-room/routes';
import { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import { type Handler, relayAdmissions } from '@ticketmaster/waiting-room-ledger/admissions';
import { redisLineUp } from '@ticketmaster/waiting-room-ledger/line-up';
import { redisLedger } from '@ticketmaster/waiting-room-ledger/redis-ledger';
import { redisStreamsLine, streamOf } from '@ticketmaster/waiting-room-redis-streams/line';
import { type Request, Router } from 'express';
import type { Redis } from 'ioredis';
import type { Catalog } from '../catalog/catalog.ts';
import { admissionCheck } from './admission.ts';
import { demand } from './demand.ts';
import { draws, type Moment } from './draws.ts';
import { failOpen } from './fail-open.ts';
import { fairness, type Measure } from './fairness.ts';
import { prequeue } from './prequeue.ts';
import { prequeueRoutes } from './prequeue-routes.ts';
import { relieved, slowness } from './pressure.ts';

export interface WaitingParts {
  db: Database;
  redis: Redis;
  secret: Secret;
  catalog: Catalog;
  authenticate: (request: Request) => Promise<string>;
  sessionOf: (request: Request) => Promise<string | undefined>;
  deviceOf: (request: Request) => Promise<string | undefined>;
  operatorToken: string;
  measures: readonly Measure[];
  trustProxy: boolean;
  /** Of the slow lane, see lanes.ts. */
  quietMs?: number | undefined;

  /** Holds without an admission in a second, see fail-open.ts: ten, unless it is said; and who hears of each. */
  failOpenPerSecond?: number | undefined;
  failedOpen: (outcome: 'let in' | 'refused') => void;

  onAdmitted: Handler;
  /** How long holds of the last `lastMs` took in this process, ms. */
  holdsTook: (lastMs: number) => number[];
  /** For experiments: what happens between two steps of a draw. */
  atDraw?: ((moment: Moment) => unknown) | undefined;
}

const SETTINGS = { capacity: 200, admitPerSecond: 50, admissionSeconds: 900, noShowSeconds: 60, open: true };

/** All that stands between the street and the seats: pre-queue and draw, line and gate, what is fair to people, and when there is a line at all. */
export function openWaiting(parts: WaitingParts) {
  const { db, redis, secret, catalog, authenticate, operatorToken } = parts;
  const isOnSale = async (eventId: string) => (await catalog.show(eventId))?.status === 'ON_SALE';
  const fair = fairness({ ...parts, isOnSale });
  const isSlow = slowness(parts.holdsTook);
  const relay = relayAdmissions(redis, parts.onAdmitted);
  const ledger = redisLedger(redis, { lineOf: streamOf, keepAdmissions: 100_000 });
  const rooms = new WaitingRooms(relieved(fair.line(redisStreamsLine(redis)), isSlow), ledger, secret, {
    settings: SETTINGS,
    ...{ everyMs: 50, batch: 200, requeueAfterMs: 30_000, joinTimeoutMs: 5_000, maxRooms: 200 },
    eventExists: isOnSale,
    onAdmitted: eventId => relay.wake(eventId),
  });
  const early = prequeue({ db, mostEntrants: 100_000 });
  const drawing = draws({
    ...{ db, openRoom: eventId => ledger(eventId).open(SETTINGS), lineUp: redisLineUp(redis, streamOf) },
    ...{ opened: catalog.changed, at: parts.atDraw },
  });
  const crowd = demand({
    ...{ redis, holdsPerSecond: 200, isSlow, quietMs: 30_000 },
    modeOf: async eventId => (await catalog.show(eventId))?.mode,
  });
  const lost = failOpen({
    ...{ db, redis, holdsPerSecond: parts.failOpenPerSecond ?? 10, counted: parts.failedOpen },
    modeOf: async eventId => (await catalog.show(eventId))?.failMode,
  });
  const stopDrawing = repeat(500, 'Going on with draws', drawing.finishLeft);
  const { noShowSeconds } = SETTINGS;
  const noticeOf = async (eventId: string) => (await catalog.show(eventId))?.notice;

  return {
    ...{ rooms, draws: drawing, count: crowd.count, mostLapsed: fair.mostLapsed },
    /** Whether a hold needs an admission now. */
    isOn: async (eventId: string) => (await crowd.isOn(eventId)) && !(await lost.isOpen(eventId)),
    admitted: admissionCheck({ rooms, isOn: crowd.isOn, stolen: fair.stolen, lost }),
    losesPlace: fair.losesPlace(rooms),
    /** Before all routes of events. */
    watch: fair.routes,
    routes: Router()
      .use(
        prequeueRoutes({
          ...{ db, prequeue: early, show: catalog.show, authenticate, deviceOf: fair.deviceOf, noShowSeconds },
        }),
      )
      .use(visitorRoutes(rooms, authenticate, noticeOf), roomRoutes(rooms, operatorToken)),
    async close(): Promise<void> {
      await stopDrawing();
      await lost.close();
      await crowd.close();
      await rooms.close();
      await relay.close();
    },
  };
}
