import type { BoxOffice, Checkpoint } from '@ticketmaster/locking/box-office';
import type { Database } from '@ticketmaster/postgres/database';
import type { ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { providerPayments } from '@ticketmaster/two-phase-payments/payment-provider';
import { durableBoxOffice } from './box-office.ts';
import { type Here, launch } from './engine.ts';
import { moneyAtProvider } from './money.ts';
import { type Connected, connect, sharing } from './shared.ts';
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

export interface Opened extends BoxOffice {
  db: Database;
  client: ProviderClient;
  providerUrl: string;
  ready(): Promise<unknown>;
}

/** Opens the connections and the engine, hands them to the box office, and closes them. */
async function open(urls: Connected, settings: Settings): Promise<Opened> {
  const { schema = 'locking_durable', executorId = crypto.randomUUID() } = settings;
  const { recoverEveryMs = 0, holdMs = 60_000, patienceMs = 6_000 } = settings;
  await using opening = new AsyncDisposableStack();
  const { db, client, providerUrl } = await connect(opening, urls, schema);
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
  opening.defer(await launch({ db, url: urls.seats, schema: journal, executorId, version, holdsName, here }));
  const office = durableBoxOffice({
    ...{ db, points, recoverEveryMs, patienceMs, provider: moneyAtProvider(db, providerUrl) },
    takeover: { db, schema: journal, executorId, adopts },
  });
  opening.defer(office.close);
  const all = opening.move();
  const ready = () => db.query('select 1');
  return { ...office, db, client, providerUrl, ready, close: () => all.disposeAsync() };
}

const offices = sharing<Opened>();

/** DBOS is one for a process: who opens again shares what is open. */
export const openDurable =
  (urls: Connected, settings: Settings = {}) =>
  async (): Promise<Opened> => {
    const key = JSON.stringify([urls, settings]);
    if (offices.count() > 0 && !offices.isOpen(key))
      throw new Error('this process has opened DBOS in another way: it is one for a process');
    return offices.use(key, () => open(urls, settings));
  };
