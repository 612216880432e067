-- Seats, orders and tickets. Run where they are missing.

create table if not exists event (
  event_id    text primary key,
  price_cents integer not null check (price_cents >= 0)
);

create table if not exists seat_inventory (
  event_id text not null references event,
  seat_id  text not null,
  section  text not null,
  place    integer not null, -- within the section, so that places n and n + 1 of one row are neighbours
  order_id uuid,             -- whose it is; null: free
  version  integer not null default 0,
  fence    bigint not null default 0, -- the greatest fencing token that has written here
  primary key (event_id, seat_id)
) with (fillfactor = 50); -- room on the page: a sale need not touch the index

create table if not exists orders (
  order_id    uuid primary key,
  event_id    text not null references event,
  user_id     text not null,
  wish        text not null, -- a digest of what was asked for: another wish under the same order is refused
  seat_ids    text[] not null,
  status      text not null check (status in ('PENDING', 'CONFIRMED', 'DECLINED')),
  total_cents integer not null default 0,
  created_at  timestamptz not null default now()
);
create index if not exists orders_pending on orders (event_id) where status = 'PENDING';
create index if not exists orders_declined on orders (created_at) where status = 'DECLINED';

-- On purpose without `unique (event_id, seat_id)`: a shop should have it, as the simplest implementation does, and here it would
-- hide which ways of locking are right.
create table if not exists ticket (
  ticket_id uuid primary key default uuidv7(),
  event_id  text not null,
  seat_id   text not null,
  order_id  uuid not null
);
create index if not exists ticket_event on ticket (event_id);
create index if not exists ticket_order on ticket (order_id);
