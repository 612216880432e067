import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, connectToPostgres } from '@ticketmaster/postgres/database';
import { ledgerOf } from '@ticketmaster/two-phase-payments/ledger';
import { watchAlways } from './always.ts';
import type { Sale } from './asking.ts';
import { boxOffice } from './box-office.ts';
import { type Crowd, type CrowdParts, startCrowd } from './crowd.ts';
import { type Evidence, type Sample, storedIn, unfinishedIn } from './evidence.ts';
import { watchSeats, wrongMaps } from './watching.ts';
import type { FarmKind } from './where.ts';

/** A shop, wherever it runs. */
export interface Shop {
  urls: string[];
  operatorToken: string;
  pgUrl: string;
  schema: string;
  providerUrl: string;
  holdSeconds: number;
}

export interface OnSale {
  visitors: number;
  seconds: number;
  seed: number;
  /** Who comes when, and how they behave: hot unless it is said. */
  profile?: CrowdParts['profile'];
  /** How well the farm hides (where.ts). */
  farm?: FarmKind;
  /** Once a second: how it stands. */
  tell?: (line: string) => void;
  /** Runs beside the crowd, for experiments. The audit begins when both have ended. */
  meanwhile?: (crowd: Crowd, sale: Sale) => Promise<void>;
}

/** Longer than the longest journey: a hold that ends, a payment that nobody decides. ms. */
const STAY_MS = 45_000;
/** Orders that are on their way when the last visitor has gone get so long. ms. */
const SETTLE_MS = 60_000;

/** Who only look; one in twenty. */
const MOST_WATCHERS = 200;

/** More seats than humans can buy make no rush: the venue is the smallest that is not far too small. Its better seats cost more. */
function houseFor(visitors: number) {
  if (visitors <= 250) return { venueId: 'V3' };
  return visitors <= 1_500
    ? { venueId: 'V2', prices: { S: 8_000 } }
    : { venueId: 'V1', prices: { A: 10_000, B: 7_000 } };
}

/** One on-sale from the first who waits to the last order that has ended; answers all that an audit needs. */
export async function onSale(shop: Shop, { visitors, seconds, seed, profile = 'hot', farm, tell, meanwhile }: OnSale) {
  const office = boxOffice(shop.urls, shop.operatorToken);
  const { eventId, seatIds } = await office.putOnSale({
    ...{ ...houseFor(visitors), waitingRoom: 'hold', priceCents: 5_000 },
  });
  const capacity = Math.max(10, Math.ceil(visitors / 4));
  const admissionSeconds = Math.max(30, seconds);
  const room = { capacity, admitPerSecond: Math.ceil(visitors / (0.3 * seconds)), admissionSeconds };
  await office.setRoom(eventId, { ...room, noShowSeconds: 20, open: false });
  const endsAt = Date.now() + seconds * 1_000 + STAY_MS;
  const sale: Sale = {
    eventId,
    seatIds,
    urls: shop.urls,
    history: [],
    holdMs: shop.holdSeconds * 1_000,
    leaked: [],
    devices: new Map(),
    endsAt,
  };
  const samples: Sample[] = [];
  const db = connectToPostgres(shop.pgUrl, { schema: shop.schema, connections: 2, patienceMs: 60_000 });
  const always = watchAlways(db, eventId);
  const watchers = Array.from({ length: Math.min(MOST_WATCHERS, Math.ceil(visitors / 20)) }, (_, nth) =>
    watchSeats(sale, nth),
  );
  const stopWatching = office.watchRoom(eventId, sample => samples.push(sample));
  const crowd = startCrowd({
    sale,
    visitors,
    seconds,
    seed,
    profile,
    farm,
    open: async () => void (await office.setRoom(eventId, { open: true })),
  });
  const began = Date.now();
  const timer = setInterval(() => tell?.(progress(crowd, sale, samples, began)), 1_000);
  try {
    await Promise.all([crowd.ended, meanwhile?.(crowd, sale)]);
    await crowd.lookBack();
    const { history } = sale;
    const stored = await settled(db, shop, eventId);
    const evidence: Evidence = {
      ...{ history, people: crowd.people, samples, capacity, admissionSeconds, ...stored },
      ...{ broken: always.broken(), wrongMaps: await wrongMaps(db, sale, watchers) },
      resynced: watchers.reduce((sum, { resynced }) => sum + resynced(), 0),
    };
    return { eventId, evidence, tookMs: Date.now() - began };
  } finally {
    clearInterval(timer);
    stopWatching();
    for (const watcher of watchers) watcher.stop();
    await always.stop();
    await db.close();
  }
}

function progress({ inside, people }: Crowd, { history }: Sale, samples: Sample[], began: number): string {
  const since = Date.now() - 1_000;
  const recent = history.filter(({ until }) => until >= since);
  const tickets = people.filter(({ outcome }) => outcome === 'tickets').length;
  const { waiting = 0, admitted = 0 } = samples.at(-1) ?? {};
  const silent = recent.filter(({ status }) => status === 0).length;
  return `${`${Math.round((Date.now() - began) / 1_000)}`.padStart(4)} s  ${inside()} on their way, ${waiting} in line, ${admitted} inside, ${tickets} have tickets; ${recent.length} calls/s, ${silent} without an answer`;
}

/** What is stored once no order is on its way any more, or after a minute. */
async function settled(db: Connection, { providerUrl }: Shop, eventId: string) {
  const until = Date.now() + SETTLE_MS;
  while ((await unfinishedIn(db)) > 0 && Date.now() < until) await sleep(500);
  const movements = (await ledgerOf(providerUrl)) as Evidence['movements'];
  return { ...(await storedIn(db, eventId)), movements };
}
