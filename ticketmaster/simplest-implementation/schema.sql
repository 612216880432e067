-- The tables of the box office. Run once.

create table venue (
  venue_id text primary key,
  name     text not null,
  city     text not null
);

create table event (
  event_id  text primary key,
  venue_id  text not null references venue,
  name      text not null,
  starts_at timestamptz not null,
  currency  char(3) not null
);

create table seat (
  seat_id  text primary key,
  venue_id text not null references venue,
  section  text not null,
  row      text not null,
  number   integer not null,
  unique (venue_id, section, row, number)
);

create table orders (
  order_id        uuid primary key,
  idempotency_key text not null unique,
  user_id         text not null,
  event_id        text not null references event,
  seat_ids        text[] not null,
  -- An order whose expires_at has passed while RESERVED is EXPIRED: nobody has to write that down.
  status          text not null check (status in ('RESERVED', 'CONFIRMED', 'CANCELLED')),
  expires_at      timestamptz not null,
  total_cents     integer not null check (total_cents >= 0),
  currency        char(3) not null
);

-- One row for each seat of each event. A hold whose reserved_until has passed is no hold: the seat is available at once.
create table seat_inventory (
  event_id       text not null references event,
  seat_id        text not null references seat,
  price_cents    integer not null check (price_cents >= 0),
  status         text not null default 'AVAILABLE' check (status in ('AVAILABLE', 'RESERVED', 'SOLD')),
  version        integer not null default 0,
  reserved_until timestamptz,
  order_id       uuid references orders,
  primary key (event_id, seat_id),
  check ((status = 'AVAILABLE') = (order_id is null)),
  check ((status = 'RESERVED') = (reserved_until is not null))
) with (fillfactor = 50); -- room on the page, so that a hold need not touch the index

-- The backstop: were every line of code wrong, the database would still refuse the second ticket for a seat.
create table ticket (
  ticket_id uuid primary key default uuidv7(),
  order_id  uuid not null references orders,
  event_id  text not null,
  seat_id   text not null,
  unique (event_id, seat_id),
  foreign key (event_id, seat_id) references seat_inventory
);

-- Every attempt to pay that got an answer. CAPTURED is money taken, written in the same commit as the tickets.
create table payment (
  idempotency_key text primary key,
  order_id        uuid not null references orders,
  card            text not null, -- a hash of the payment token: the token itself is nobody's to keep
  amount_cents    integer not null,
  status          text not null check (status in ('CAPTURED', 'DECLINED'))
);
create unique index one_capture_for_an_order on payment (order_id) where status = 'CAPTURED';
