-- Takes the money and issues the tickets of an order, in one commit and one round trip, or does neither.
-- `p_approved`: what the payment provider said of the card.
--   answers {outcome}: CONFIRMED, DECLINED, each with {order, tickets} and the same again for the same key and card;
--                      KEY_REUSED, NO_SUCH_ORDER, ALREADY_PAID, CANCELLED, EXPIRED
create or replace function pay(p_key text, p_order uuid, p_card text, p_approved boolean, p_now timestamptz)
returns jsonb language plpgsql as $$
declare
  it      orders;
  earlier payment;
  held    integer;
  answer  text;
begin
  select * into it from orders where order_id = p_order for update; -- two payments of one order go one after the other
  if not found then
    return jsonb_build_object('outcome', 'NO_SUCH_ORDER');
  end if;

  select * into earlier from payment where idempotency_key = p_key;
  if earlier.idempotency_key is not null then
    if (earlier.order_id, earlier.card) is distinct from (p_order, p_card) then
      return jsonb_build_object('outcome', 'KEY_REUSED');
    end if;
    answer := case earlier.status when 'CAPTURED' then 'CONFIRMED' else 'DECLINED' end;
  elsif it.status = 'CONFIRMED' then
    return jsonb_build_object('outcome', 'ALREADY_PAID');
  elsif it.status = 'CANCELLED' then
    return jsonb_build_object('outcome', 'CANCELLED');
  elsif it.expires_at <= p_now then
    return jsonb_build_object('outcome', 'EXPIRED');
  elsif not p_approved then
    insert into payment values (p_key, p_order, p_card, it.total_cents, 'DECLINED')
    on conflict (idempotency_key) do nothing;
    if not found then -- at the same instant, the same key paid another order
      return jsonb_build_object('outcome', 'KEY_REUSED');
    end if;
    answer := 'DECLINED';
  else
    perform from seat_inventory
    where event_id = it.event_id and seat_id = any (it.seat_ids) and order_id = p_order
    order by seat_id
    for update;
    get diagnostics held = row_count;
    if held < cardinality(it.seat_ids) then -- a server whose clock runs ahead gave them away: they are not ours to sell
      return jsonb_build_object('outcome', 'EXPIRED');
    end if;

    insert into payment values (p_key, p_order, p_card, it.total_cents, 'CAPTURED')
    on conflict (idempotency_key) do nothing;
    if not found then
      return jsonb_build_object('outcome', 'KEY_REUSED');
    end if;
    update orders set status = 'CONFIRMED' where order_id = p_order returning * into it;
    update seat_inventory
    set status = 'SOLD', reserved_until = null, version = version + 1
    where event_id = it.event_id and seat_id = any (it.seat_ids);
    insert into ticket (order_id, event_id, seat_id)
    select p_order, it.event_id, seat_id from unnest(it.seat_ids) as seat_id;
    answer := 'CONFIRMED';
  end if;

  return jsonb_build_object('outcome', answer, 'order', to_jsonb(it), 'tickets', tickets_of(p_order));
end $$;

create or replace function tickets_of(p_order uuid) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('ticketId', ticket_id, 'seatId', seat_id) order by seat_id), '[]')
  from ticket
  where order_id = p_order
$$;
