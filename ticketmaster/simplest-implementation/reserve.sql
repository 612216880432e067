-- Holds all of `p_seats` (sorted) for one new order, or nothing: one round trip, whoever wins.
--   answers {outcome}: RESERVED, REPEATED (the order made earlier under this key), each with {order};
--                      SEAT_TAKEN, NO_SUCH_SEAT, each with {seats}; NO_SUCH_EVENT
create or replace function reserve(
  p_key text, p_order uuid, p_user text, p_event text, p_seats text[], p_now timestamptz, p_until timestamptz
) returns jsonb language plpgsql as $$
declare
  known text[];
  taken text[];
  total integer;
  made  orders;
begin
  -- Look before locking: most callers of a hot seat lose, and one who only looked has neither waited nor written.
  select array_agg(seat_id), array_agg(seat_id order by seat_id) filter (where status = 'SOLD' or reserved_until > p_now)
  into known, taken
  from seat_inventory
  where event_id = p_event and seat_id = any (p_seats);

  -- All seem free: lock them and look again. A row that was waited for is seen as it is now.
  if taken is null and cardinality(known) = cardinality(p_seats) then
    select array_agg(seat_id order by seat_id) filter (where status = 'SOLD' or reserved_until > p_now), sum(price_cents)
    into taken, total
    from (
      select *
      from seat_inventory
      where event_id = p_event and seat_id = any (p_seats)
      order by seat_id -- everybody locks in this order, so nobody waits in a circle
      for update
    ) as locked;
  end if;

  -- Asked after the seats: whoever took them under this same key has committed its order by now.
  select * into made from orders where idempotency_key = p_key;
  if found then
    return jsonb_build_object('outcome', 'REPEATED', 'order', to_jsonb(made));
  elsif known is null and not exists (select from event where event_id = p_event) then
    return jsonb_build_object('outcome', 'NO_SUCH_EVENT');
  elsif known is null or cardinality(known) < cardinality(p_seats) then
    return jsonb_build_object('outcome', 'NO_SUCH_SEAT',
      'seats', array(select seat_id from unnest(p_seats) as seat_id where seat_id <> all (coalesce(known, '{}'))));
  elsif taken is not null then
    return jsonb_build_object('outcome', 'SEAT_TAKEN', 'seats', taken);
  end if;

  insert into orders (order_id, idempotency_key, user_id, event_id, seat_ids, status, expires_at, total_cents, currency)
  values (p_order, p_key, p_user, p_event, p_seats, 'RESERVED', p_until, total, (select currency from event where event_id = p_event))
  on conflict (idempotency_key) do nothing
  returning * into made;
  if not found then -- at the same instant, the same key took other seats
    select * into made from orders where idempotency_key = p_key;
    return jsonb_build_object('outcome', 'REPEATED', 'order', to_jsonb(made));
  end if;

  update seat_inventory
  set status = 'RESERVED', order_id = p_order, reserved_until = p_until, version = version + 1
  where event_id = p_event and seat_id = any (p_seats);

  return jsonb_build_object('outcome', 'RESERVED', 'order', to_jsonb(made));
end $$;
