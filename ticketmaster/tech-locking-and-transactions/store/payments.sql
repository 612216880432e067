-- Money. In some lessons in another database than the seats. Run where they are missing.

create table if not exists payment (
  order_id uuid primary key,
  event_id text not null,
  cents    integer not null check (cents >= 0),
  status   text not null check (status in ('AUTHORIZED', 'CAPTURED', 'VOIDED', 'REFUNDED', 'DECLINED'))
);
create index if not exists payment_event on payment (event_id);
create index if not exists payment_set_aside on payment (event_id) where status = 'AUTHORIZED';
