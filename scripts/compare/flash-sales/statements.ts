/** What a purchase of each lesson asks of PostgreSQL, in the order in which it asks, in pgbench's language. Each begins with the names that it takes. */

const wish = `select 'key-' || n as key, 'user-' || n as user, 'A-' || n as seat from nextval('wish') as n \\gset`;

/** Known already? Look, decrement and reserve; the charge is the provider's; confirm. */
export const ofDisaster = (itemId: string) => `${wish}
select order_id, item_id, user_id, quantity, status, total_cents, payment_method, digest, reserved_until
  from purchase_order where user_id = :user and key = :key;
begin;
select inventory, price_cents from item where item_id = '${itemId}' for update;
update item set inventory = inventory - 1 where item_id = '${itemId}' and inventory >= 1;
insert into purchase_order (item_id, user_id, quantity, total_cents, payment_method, key, digest, reserved_until)
  values ('${itemId}', :user, 1, 5000, 'pm_card_visa', :key, 'digest', now() + interval '1 minute')
  on conflict do nothing returning order_id \\gset
commit;
begin;
update purchase_order set status = 'CONFIRMED', changed_at = clock_timestamp() where order_id = :order_id and status = 'RESERVED';
commit;
`;

/** Known already? Look at the row, decrement its version, insert the order. */
export const ofCachedPurchase = (productId: string) => `${wish}
select order_id, product_id, user_id, quantity, total_cents, digest from purchase_order where user_id = :user and key = :key;
begin;
select product_id, stock, version, price_cents from product where product_id = '${productId}' for update \\gset
update product set stock = stock - 1, version = version + 1
  where product_id = '${productId}' and stock >= 1 and version = coalesce(:version, version)
  returning product_id, stock, version, price_cents;
insert into purchase_order (product_id, user_id, quantity, total_cents, key, digest)
  values ('${productId}', :user, 1, 0, :key, 'digest') on conflict do nothing returning order_id \\gset
commit;
`;

/** Known already, sold already? The ticket, and its announcement in the outbox. */
export const ofShardedEngine = (eventId: string) => `${wish}
select (select seats from event where event_id = '${eventId}'),
       exists (select from ticket where event_id = '${eventId}' and seat_id = :seat),
       (select to_json(known) from (select ticket_id, seat_id, user_id, email, digest from ticket
                                     where event_id = '${eventId}' and user_id = :user and key = :key) as known);
begin;
insert into ticket (event_id, seat_id, user_id, email, key, digest)
  values ('${eventId}', :seat, :user, 'ada@fans.example', :key, 'digest') on conflict do nothing returning ticket_id \\gset
insert into recipient select unnest(array[:user::text]), 0, now() on conflict do nothing;
select visitor_id, last_seq from recipient where visitor_id = any(array[:user::text]) order by visitor_id for update;
select notification_id from unnest(array[:user::text], array[:ticket_id::text]) as asked (visitor_id, dedupe_key)
  join notification using (visitor_id, dedupe_key);
insert into notification (created_at, notification_id, visitor_id, seq, type, data, dedupe_key, expires_at)
  values (now(), uuidv7(), :user, 1, 'ticket.sold', jsonb_build_object('ticketId', :ticket_id::text), :ticket_id, 'infinity')
  returning notification_id \\gset
update recipient set last_seq = last_seq + 1, active_at = now() where visitor_id = :user;
insert into unpublished values (:notification_id) on conflict do nothing;
commit;
`;
