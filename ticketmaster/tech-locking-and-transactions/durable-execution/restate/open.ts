import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from '@ticketmaster/common/http';
import { repeat } from '@ticketmaster/common/repeat';
import type { BoxOffice, Checkpoint } from '@ticketmaster/locking/box-office';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { Database } from '@ticketmaster/postgres/database';
import type { ProviderClient } from '@ticketmaster/two-phase-payments/client';
import { providerPayments } from '@ticketmaster/two-phase-payments/payment-provider';
import { moneyAtProvider } from '../money.ts';
import { type Connected, connect, sharing } from '../shared.ts';
import { stepsFor } from '../steps.ts';
import { type RestateClient, restateAt, restateClient } from './client.ts';
import { standBy } from './endpoint.ts';
import { recover } from './recovery.ts';
import { saleObject } from './sale.ts';
import { sellByRestate } from './ways.ts';

export interface Settings {
  schema?: string;
  /** Where Restate finds this process, or one of its peers: the same for all that run the same code. */
  port?: number;
  /** What Restate calls the sales: the same for all that sell the same seats. */
  service?: string;
  holdMs?: number;
  askAgainMs?: number;
  /** How long a buyer waits for an answer; the sale goes on without them. */
  patienceMs?: number;
  /** 0: only when recover() is called. */
  recoverEveryMs?: number;
  /** Is told of every step of every order that this process runs. */
  traced?: (step: string) => void;
}

export interface Urls extends Connected {
  /** The ingress of Restate. */
  restate: string;
  /** Its admin API; '' where that is at the next port. */
  admin?: string;
}

export interface Opened extends BoxOffice {
  db: Database;
  client: ProviderClient;
  providerUrl: string;
  restate: RestateClient;
  /** The provider has told how the payment of this order stands. */
  wake(orderId: string): Promise<void>;
  ready(): Promise<unknown>;
}

/** How long a start waits for the service to be known: another process may have the port. */
const KNOWN_MS = 30_000;

/** Opens the connections and the endpoint, hands them to the box office, and closes them. */
async function open(urls: Urls, settings: Settings): Promise<Opened> {
  const { schema = 'locking_durable', port = 3326, service = 'sale', holdMs = 60_000, askAgainMs = 200 } = settings;
  const { patienceMs = 10_000, recoverEveryMs = 0, traced = () => {} } = settings;
  await using opening = new AsyncDisposableStack();
  const { db, client, providerUrl } = await connect(opening, urls, schema);
  const restate = restateClient(restateAt(urls.restate, urls.admin));
  const points = new Map<string, Checkpoint>();
  const sale = saleObject(service, {
    ...{ steps: stepsFor(db, providerPayments(db, client)), holdMs, askAgainMs },
    reached({ orderId }, point) {
      traced(`${orderId} ${point}`);
      return points.get(orderId)?.(point);
    },
  });
  opening.defer(standBy(port, [sale], () => void registering(restate, `http://127.0.0.1:${port}`)));
  await untilKnown(restate, service, port);

  const store = seatStore(db);
  const recovering = (stop?: AbortSignal) => recover(restate, service, stop);
  if (recoverEveryMs) opening.defer(repeat(recoverEveryMs, 'Recovery', recovering));
  const all = opening.move();
  return {
    ...{ ...store, restate, db, client, providerUrl },
    ways: { restate: sellByRestate({ restate, service, points, patienceMs }) },
    audit: eventId => store.auditWith(moneyAtProvider(db, providerUrl), eventId),
    recover: () => recovering(),
    wake: orderId => restate.tell(`${service}/${orderId}/wake`),
    ready: () =>
      Promise.all([db.query('select 1'), restate.ready().catch(() => Promise.reject(unavailable('Restate')))]),
    close: () => all.disposeAsync(),
  };
}

/** Until it is done: Restate may be away at the moment. */
async function registering(restate: RestateClient, uri: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const failure = await restate.register(uri).then(
      () => undefined,
      (error: Error) => error,
    );
    if (!failure) return;
    if (tries === 0) console.error(`The sales could not be registered yet: ${failure.message}`);
    await sleep(300);
  }
}

async function untilKnown(restate: RestateClient, service: string, port: number): Promise<void> {
  for (const deadline = Date.now() + KNOWN_MS; ; await sleep(20)) {
    if (await restate.knows(service).catch(() => false)) return;
    if (Date.now() > deadline)
      throw new Error(`Restate finds no service '${service}' at port ${port} within ${KNOWN_MS / 1_000} s.`);
  }
}

const offices = sharing<Opened>();

/** One endpoint for a process, which knows the checkpoints of all who sell there: who opens again shares what is open. */
export const openRestate =
  (urls: Urls, settings: Settings = {}) =>
  (): Promise<Opened> =>
    offices.use(JSON.stringify([urls, settings]), () => open(urls, settings));
