import { repeat } from '@ticketmaster/common/repeat';
import type { Connection } from '@ticketmaster/postgres/database';
import type { Finding } from '@ticketmaster/two-phase-payments/audit';

/** What must be true at any instant, in one statement, and so in one snapshot; answers what is not. */
const BROKEN = `
  with live as (select seat_id, order_id from ticket where event_id = $1 and status <> 'VOID')
  select 'seat ' || seat_id || ' has ' || count(*) || ' tickets' as broken from live group by seat_id having count(*) > 1
   union all
  select 'seat ' || seat_id || ' has a ticket of ' || l.order_id || ', and is of ' || coalesce(s.order_id::text, 'nobody')
    from live l join seat_inventory s using (seat_id) where s.event_id = $1 and s.order_id is distinct from l.order_id
   union all
  select 'order ' || order_id || ' is CONFIRMED without a valid ticket for each seat' from purchase p
   where event_id = $1 and status = 'CONFIRMED' and captured_cents = cents_of(prices) and refund_cents = 0
     and cardinality(seat_ids) <> (select count(*) from ticket t where t.order_id = p.order_id and t.status = 'VALID')`;

export interface Always {
  /** What was found broken, each once, with the instant at which it was seen first. */
  broken(): Finding[];
  /** How often it was looked. */
  looks(): number;
  stop(): Promise<void>;
}

/** Looks each second whether all is true that must be true at any instant. While PostgreSQL is away there is nothing to be seen. */
export function watchAlways(db: Connection, eventId: string, everyMs = 1_000): Always {
  const found = new Map<string, string>();
  let looks = 0;
  const stop = repeat(everyMs, 'Looking at what must always be true', async () => {
    const seen = await db.query<{ broken: string }>(BROKEN, [eventId]).catch(() => undefined);
    if (!seen) return;
    looks++;
    for (const { broken } of seen.rows) if (!found.has(broken)) found.set(broken, new Date().toISOString());
  });
  return { broken: () => [...found].map(([broken, at]) => `${broken}, at ${at}`), looks: () => looks, stop };
}
