-- Money. In some lessons in another database than the seats. Run at every start; changes nothing that is there.

create table if not exists payment (
  order_id uuid primary key,
  event_id text not null,
  cents    integer not null check (cents >= 0),
  status   text not null check (status in ('AUTHORIZED', 'CAPTURED', 'VOIDED', 'REFUNDED', 'DECLINED'))
);
create index if not exists payment_event on payment (event_id);
