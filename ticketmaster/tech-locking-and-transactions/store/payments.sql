-- Money. In some lessons in another database than the seats.

create table payment (
  payment_id uuid primary key default uuidv7(), -- every attempt has one of its own; in the order of time
  key        text not null unique,
  request    text not null,                     -- a hash: another request under the same key is refused
  order_id   uuid not null,
  event_id   text not null,
  cents      integer not null check (cents >= 0),
  currency   char(3) not null,
  status     text not null check (status in ('AUTHORIZED', 'CAPTURED', 'VOIDED', 'REFUNDED', 'DECLINED'))
);
create index payment_order on payment (order_id);
create index payment_event on payment (event_id);
create index payment_set_aside on payment (event_id) where status = 'AUTHORIZED';
create unique index one_capture_for_an_order on payment (order_id) where status = 'CAPTURED';
