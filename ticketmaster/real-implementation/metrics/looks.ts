import { within } from '@ticketmaster/common/within';
import type { Database } from '@ticketmaster/postgres/database';
import type { WaitingRooms } from '@ticketmaster/waiting-room/waiting-room';
import type { Registry } from 'prom-client';
import { lookedAt } from './instruments.ts';

export interface LooksParts {
  db: Database;
  rooms: Pick<WaitingRooms, 'openFigures'>;
  /** How many streams are open, by what they carry. */
  streams: Record<string, () => number>;
  /** Whether this process says where money stands: one is enough. */
  money: boolean;
}

const MOST_ROOMS = 50;
/** ms for each look: a scrape of Prometheus' waits for ten seconds. */
const PATIENCE_MS = 2_000;

/** What is looked at when somebody asks for metrics, and costs nothing in between. */
export function looks(registry: Registry, { db, rooms, streams, money }: LooksParts): void {
  lookedAt(
    registry,
    {
      ...{ name: 'waiting_room_visitors', labelNames: ['event', 'state'] },
      help: `Visitors, and room for them: of the first ${MOST_ROOMS} rooms that are open here. All processes say the same of a room`,
    },
    async () => {
      const seen = await within(PATIENCE_MS, rooms.openFigures(MOST_ROOMS));
      return seen.flatMap(([event, { waiting, admitted, capacity }]) =>
        Object.entries({ waiting, admitted, capacity }).map(([state, n]) => [{ event, state }, n] as [Labels, number]),
      );
    },
  );

  lookedAt(registry, { name: 'sse_streams', help: 'Open event streams', labelNames: ['stream'] }, async () =>
    Object.entries(streams).map(([stream, count]) => [{ stream }, count()]),
  );

  lookedAt(
    registry,
    { name: 'pg_pool_connections', help: 'Connections to PostgreSQL, and callers that wait', labelNames: ['state'] },
    async () => Object.entries(db.load()).map(([state, n]) => [{ state }, n]),
  );

  if (!money) return;
  const standing = asked(() => moneyOnItsWay(db));
  lookedAt(
    registry,
    { name: 'authorized_not_captured_cents', help: 'Set aside on cards and not taken yet, for all events' },
    async () => [[{}, (await standing()).cents]],
  );
  lookedAt(
    registry,
    { name: 'authorized_not_captured_oldest_seconds', help: 'For how long the oldest of that has not moved' },
    async () => [[{}, (await standing()).oldestSeconds]],
  );
}

type Labels = Record<string, string>;

/** Those who ask while one asks already are given the same answer. */
function asked<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | undefined;
  return () => {
    asking ??= within(PATIENCE_MS, ask()).finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/** By the small index of unfinished orders, and of 10,000 of them at most: then there are other sorrows than the exact sum. */
async function moneyOnItsWay(db: Database): Promise<{ cents: number; oldestSeconds: number }> {
  const { rows } = await db.query<{ cents: number; oldestSeconds: number }>(
    `select coalesce(sum(cents_of(prices)), 0)::float8 as cents,
            coalesce(extract(epoch from clock_timestamp() - min(changed_at)), 0)::float8 as "oldestSeconds"
       from (select * from purchase
              where status not in ('CONFIRMED', 'CANCELLED', 'EXPIRED', 'PAYMENT_FAILED', 'REFUNDED')
                and status in ('AUTHORIZED', 'ISSUED')
              limit 10000) as moving`,
    [],
  );
  return rows[0]!;
}
