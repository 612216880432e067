/**
 * The one statement of holds.ts. Values: per order n, id, event, user, digest; per seat n and id; now, until, the channel; per seat its
 * order and its event; how many unpaid orders a visitor may have, or null; how many holds of theirs may have ended unpaid, or null; per order
 * since when such count, or null, and the request that it came from, or null.
 *
 * Rows are locked in the order of their keys; the orders are written, and then the seats of those that were.
 * @message seats-held over notify `seats_{schema}`
 * @field event which event
 * @field until when the hold ends, in ms since 1970
 * @field seats `[seatId, orderId, version]` of each, sixty at most
 * @word seats
 * @says Seats were held, by the commit that this is part of.
 * @lost Found by comparing with the rows, after a reconnect and every `checkMs`.
 * @twice A row that is no newer changes nothing.
 * @sends seats-held
 */
export const HOLD_SEATS = `
  with asked as (
    select * from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[], $15::timestamptz[], $16::text[])
      as asked (n, order_id, event_id, user_id, wish, since, request_id)
  ), wanted as (
    select * from unnest($6::int[], $7::text[], $11::uuid[], $12::text[]) with ordinality
      as wanted (n, seat_id, order_id, event_id, place)
  ), locked as materialized (
    select s.event_id, s.seat_id, s.order_id, s.reserved_until, coalesce(s.price_cents, e.price_cents) as price
      from seat_inventory s
      join wanted w on s.event_id = w.event_id and s.seat_id = w.seat_id
      join event e on e.event_id = w.event_id
     order by s.event_id, s.seat_id
       for update of s
  ), judged as (
    select w.n, array_agg(w.seat_id order by place) as seat_ids, array_agg(l.price order by place) as prices,
           array_agg(w.seat_id) filter (where l.seat_id is null) as missing,
           array_agg(w.seat_id) filter (where l.order_id is not null and l.order_id <> w.order_id
             and (l.reserved_until is null or l.reserved_until > $8::timestamptz)) as taken
      from wanted w
      left join locked l on l.event_id = w.event_id and l.seat_id = w.seat_id
     group by w.n
  ), judged_users as (
    select a.n, $13::int is not null and $13::int <= (
             select count(*) from (
               select from purchase p
                where p.user_id = a.user_id and p.event_id = a.event_id and p.status = 'RESERVED'
                  and p.reserved_until > $8::timestamptz and p.order_id <> a.order_id
                limit $13::int) as unpaid) as too_many,
           $14::int is not null and $14::int <= (
             select count(*) from (
               select from purchase p
                where p.user_id = a.user_id and p.event_id = a.event_id and p.status in ('RESERVED', 'EXPIRED')
                  and p.created_at >= a.since and p.reserved_until <= $8::timestamptz and p.pay_key is null
                  and p.order_id <> a.order_id
                limit $14::int) as lapsed) as lapsed
      from asked a
  ), written as (
    insert into purchase (order_id, event_id, user_id, wish, seat_ids, accept_fewer, prices, currency, status, reserved_until, request_id)
    select a.order_id, a.event_id, a.user_id, a.wish, j.seat_ids, false, j.prices, 'EUR', 'RESERVED', $9::timestamptz, a.request_id
      from asked a
      join judged j using (n)
      join judged_users u using (n)
     where j.missing is null and j.taken is null and not u.too_many and not u.lapsed
        on conflict do nothing
    returning order_id
  ), held as (
    update seat_inventory s
       set order_id = written.order_id, reserved_until = $9::timestamptz, version = s.version + 1
      from written
      join wanted w using (order_id)
     where s.event_id = w.event_id and s.seat_id = w.seat_id
    returning w.n, s.event_id, s.seat_id, s.order_id, s.version
  ), counted as (
    select *, (row_number() over (partition by event_id)) / 60 as part from held -- a message of NOTIFY holds 8,000 bytes
  ), told as (
    select pg_notify($10, json_build_object(
             'event', event_id, 'until', (extract(epoch from $9::timestamptz) * 1000)::float8,
             'seats', json_agg(json_build_array(seat_id, order_id, version)))::text)
      from counted
     group by event_id, part
  )
  select n, j.missing, j.taken, w.order_id is not null as held, p.wish = a.wish as same, cents_of(j.prices) as "totalCents",
         u.too_many as "tooMany", u.lapsed,
         h.seats,
         (select count(*) from told) as told
    from asked a
    join judged j using (n)
    join judged_users u using (n)
    left join written w using (order_id)
    left join purchase p on p.order_id = a.order_id
    left join (select n, json_agg(json_build_array(seat_id, version)) as seats from held group by n) h using (n)`;
