import { join } from 'node:path';
import type { BoxOffice, Checkpoint } from '@ticketmaster/locking/box-office';
import { openDatabase, seatTables } from '@ticketmaster/locking-store/database';
import type { Database } from '@ticketmaster/postgres/database';
import { connectToProvider, type ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { providerPayments, providerTables } from '@ticketmaster/two-phase-payments/payment-provider';
import { openStandIn } from '@ticketmaster/two-phase-payments/stand-in';
import { durableBoxOffice } from './box-office.ts';
import { type Here, launch } from './engine.ts';
import { moneyAtProvider } from './money.ts';
import { stepsFor } from './steps.ts';

export interface Settings {
  schema?: string;
  /** Who this process is for its peers; else a name that nobody had before. */
  executorId?: string;
  /** False to see what happens when two executors have one name. */
  holdsName?: boolean;
  version?: string;
  adopts?: string;
  holdMs?: number;
  /** How long a buyer waits for an answer; the sale goes on. */
  patienceMs?: number;
  /** 0: only when recover() is called. */
  recoverEveryMs?: number;
  /** Is told of every step of every order, whoever runs it. */
  traced?: (step: string) => void;
}

export interface Urls {
  seats: string;
  /** The provider; '' for a stand-in in a process of its own. */
  provider: string;
}

export interface Opened extends BoxOffice {
  db: Database;
  client: ProviderClient;
  providerUrl: string;
  ready(): Promise<unknown>;
}

const durableTables = join(import.meta.dirname, 'durable.sql');

/** Opens the connections and the engine, hands them to the box office, and closes them. */
async function open({ seats, provider }: Urls, settings: Settings): Promise<Opened> {
  const { schema = 'locking_durable', executorId = crypto.randomUUID() } = settings;
  const { recoverEveryMs = 0, holdMs = 60_000, patienceMs = 6_000 } = settings;
  await using opening = new AsyncDisposableStack();
  const standIn = await openStandIn(provider, { PG_URL: seats, PG_SCHEMA: `${schema}_provider`, PORT: '0' });
  opening.defer(standIn.close);
  const db = await openDatabase(seats, schema, [seatTables, providerTables, durableTables], 30);
  opening.defer(db.close);
  const client = connectToProvider({ key: 'sk_test_lab', url: standIn.url });
  const points = new Map<string, Checkpoint>();
  const journal = `${schema}_dbos`;
  const here: Here = {
    ...{ steps: stepsFor(db, providerPayments(db, client)), holdMs },
    reached({ orderId }, point) {
      traced(`${orderId} ${point}`);
      return points.get(orderId)?.(point);
    },
  };
  const { version, adopts, holdsName = true, traced = () => {} } = settings;
  opening.defer(await launch({ db, url: seats, schema: journal, executorId, version, holdsName, here }));
  const office = durableBoxOffice({
    ...{ db, points, recoverEveryMs, patienceMs, provider: moneyAtProvider(db, standIn.url) },
    takeover: { db, schema: journal, executorId, adopts },
  });
  opening.defer(office.close);
  const all = opening.move();
  const ready = () => db.query('select 1');
  return { ...office, db, client, providerUrl: standIn.url, ready, close: () => all.disposeAsync() };
}

/** DBOS is one for a process: who opens again gets what is open, and the last one to close it ends it. */
let shared: { key: string; users: number; opened: Promise<Opened> } | undefined;

export const openDurable =
  (urls: Urls, settings: Settings = {}) =>
  async (): Promise<Opened> => {
    const key = JSON.stringify([urls, settings]);
    if (shared && shared.key !== key)
      throw new Error('this process has opened DBOS in another way: it is one for a process');
    shared ??= { key, users: 0, opened: open(urls, settings) };
    const mine = shared;
    mine.users++;
    const forget = async () => {
      if (--mine.users === 0) shared = undefined;
    };
    const office = await mine.opened.catch(async error => {
      await forget();
      throw error;
    });
    let isClosed = false;
    const close = async () => {
      if (isClosed) return;
      isClosed = true;
      await forget();
      if (mine.users === 0) await office.close();
    };
    return { ...office, close };
  };
