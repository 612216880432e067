-- Gives up an order that is not paid; its seats are free at once. Doing it twice does no harm.
--   answers CANCELLED, ALREADY_PAID or NO_SUCH_ORDER
create or replace function cancel(p_order uuid) returns text language plpgsql as $$
declare
  it orders;
begin
  select * into it from orders where order_id = p_order for update;
  if not found then
    return 'NO_SUCH_ORDER';
  elsif it.status = 'CONFIRMED' then
    return 'ALREADY_PAID';
  elsif it.status = 'RESERVED' then
    update orders set status = 'CANCELLED' where order_id = p_order;
    perform from seat_inventory
    where event_id = it.event_id and seat_id = any (it.seat_ids) and order_id = p_order
    order by seat_id
    for update;
    update seat_inventory -- only what is still ours: an expired hold may be somebody else's by now
    set status = 'AVAILABLE', order_id = null, reserved_until = null, version = version + 1
    where event_id = it.event_id and seat_id = any (it.seat_ids) and order_id = p_order;
  end if;
  return 'CANCELLED';
end $$;
