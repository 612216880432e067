import type { Connection } from '@ticketmaster/postgres/database';
import type { Figures } from '@ticketmaster/waiting-room/ledger';
import type { ShopMetrics } from '../metrics/shop-metrics.ts';
import { percentile } from '../percentile.ts';

const p50and95 = (values: number[]) => [percentile(values, 0.5), percentile(values, 0.95)] as const;

/** How the process that answers has fared in the last minute, with all events: the others tell of themselves. Times in ms. */
export function processFigures({ holdMs, confirmMs, errors }: ReturnType<ShopMetrics['lately']>) {
  const [holdP50Ms, holdP95Ms] = p50and95(holdMs);
  const [confirmP50Ms, confirmP95Ms] = p50and95(confirmMs);
  return { holdP50Ms, holdP95Ms, confirmP50Ms, confirmP95Ms, errorsLastMinute: errors, process: process.pid };
}

/** How a sale stands, in numbers. Money in cents, times in ms. */
export async function figuresOf(db: Connection, eventId: string, room: Figures | undefined) {
  const { rows } = await db.query(
    `select (select count(*)::int from seat_inventory where event_id = $1) as seats,
            (select count(*)::int from seat_inventory where event_id = $1 and reserved_until > now()) as held,
            (select count(*)::int from seat_inventory where event_id = $1 and order_id is not null and reserved_until is null) as sold,
            count(*) filter (where status = 'RESERVED' and reserved_until > now())::int as "ordersReserved",
            count(*) filter (where status in ('AUTHORIZING', 'AUTHORIZED', 'ISSUED'))::int as "ordersPaying",
            count(*) filter (where status = 'CONFIRMED')::int as "ordersConfirmed",
            coalesce(sum(captured_cents - refund_cents) filter (where status in ('CONFIRMED', 'REFUNDED')), 0)::float8 as "keptCents",
            coalesce(sum(cents_of(prices)) filter (where status in ('AUTHORIZED', 'ISSUED')), 0)::float8 as "authorizedNotCapturedCents"
       from purchase where event_id = $1`,
    [eventId],
  );
  const [waitP50Ms, waitP95Ms] = p50and95(room?.waits ?? []);
  return {
    ...rows[0],
    ...{ waiting: room?.waiting ?? 0, admitted: room?.admitted ?? 0, capacity: room?.capacity ?? null },
    ...{ joinedTotal: room?.joinedTotal ?? 0, admittedTotal: room?.admittedTotal ?? 0, noShows: room?.noShows ?? 0 },
    ...{ waitP50Ms, waitP95Ms },
  };
}
