import { setTimeout as sleep } from 'node:timers/promises';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { ledgerOf } from '@ticketmaster/two-phase-payments/ledger';
import type { Sale } from './asking.ts';
import { boxOffice, watchRoom } from './box-office.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { type Evidence, type Sample, storedIn, unfinishedIn } from './evidence.ts';
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

/** More seats than humans can buy make no rush: the venue is the smallest that is not far too small. */
const venueFor = (visitors: number) => (visitors <= 250 ? 'V3' : visitors <= 1_500 ? 'V2' : 'V1');

/** One on-sale from the first who waits to the last order that has ended; answers all that an audit needs. */
export async function onSale(shop: Shop, { visitors, seconds, seed, farm, tell, meanwhile }: OnSale) {
  const office = boxOffice(shop.urls, shop.operatorToken);
  const { eventId, seatIds } = await office.putOnSale({
    ...{ venueId: venueFor(visitors), waitingRoom: 'hold', priceCents: 5_000 },
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
  const stopWatching = watchRoom(sale, sample => samples.push(sample));
  const crowd = startCrowd({
    sale,
    visitors,
    seconds,
    seed,
    farm,
    open: async () => void (await office.setRoom(eventId, { open: true })),
  });
  const began = Date.now();
  const timer = setInterval(() => tell?.(progress(crowd, sale, samples, began)), 1_000);
  try {
    await Promise.all([crowd.ended, meanwhile?.(crowd, sale)]);
    await crowd.lookBack();
  } finally {
    clearInterval(timer);
    stopWatching();
  }
  const { history } = sale;
  const evidence: Evidence = {
    ...{ history, people: crowd.people, samples, capacity, admissionSeconds },
    ...(await settled(shop, eventId)),
  };
  return { eventId, evidence, tookMs: Date.now() - began };
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
async function settled({ pgUrl, schema, providerUrl }: Shop, eventId: string) {
  const db = connectToPostgres(pgUrl, { schema, connections: 2, patienceMs: 60_000 });
  try {
    const until = Date.now() + SETTLE_MS;
    while ((await unfinishedIn(db)) > 0 && Date.now() < until) await sleep(500);
    const movements = (await ledgerOf(providerUrl)) as Evidence['movements'];
    return { ...(await storedIn(db, eventId)), movements };
  } finally {
    await db.close();
  }
}
